//! Vietnamese text: marks, legacy encodings, look-alikes, tone placement, keeps, dates, numbers in words, search key, collation.
