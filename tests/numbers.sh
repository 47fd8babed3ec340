#!/usr/bin/env bash
# tests/numbers.rs on the database and bucket that `tests/services.sh` has started.
set -euo pipefail
exec cargo test --test numbers -- --database "$VANTHU_TEST_POSTGRES" --blobs "$VANTHU_TEST_S3/numbers" "$@"
