//! The command line: words in, files and exit code out.
//!
//! Exit codes: 0 all is well; 1 some document was rejected (every problem is printed, a line each:
//! `file: field: message`); 2 the program could not do its work.

use crate::office::{self, OfficeError, TemplateFolder};
use crate::report::Report;
use crate::runtime::Runtime;
use crate::service::{self, Service};
use clap::{CommandFactory as _, Parser, Subcommand};
use clap_complete::Shell;
use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

mod account;
mod archive;
mod background;
mod backup;
mod check;
mod doctor;
mod explain;
mod import;
mod key;
mod output_paths;
mod parallel;
mod register;
mod render;
mod sarif;
mod serve;
mod store;
mod webhook;

/// All is well.
pub const OK: u8 = 0;
/// Some document was rejected.
pub const REJECTED: u8 = 1;
/// The program could not do its work.
pub const FAILED: u8 = 2;

/// Fills templates for Vietnamese administrative documents and delivers DOCX and PDF packages.
#[derive(Parser)]
#[command(name = "vanthu", version, about)]
struct CliArguments {
    #[command(subcommand)]
    command: Command,
    /// Reads templates from this folder instead of those in the program.
    #[arg(long, global = true, value_name = "DIR")]
    templates: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// Serves the API and the form until it is told to stop.
    Serve(serve::ServeArguments),
    /// Makes, lists and revokes the keys of programs.
    Key {
        #[command(subcommand)]
        what: key::KeyCommand,
        #[command(flatten)]
        store: store::StoreArguments,
    },
    /// Makes, lists and disables the accounts of people.
    Account {
        #[command(subcommand)]
        what: account::AccountCommand,
        #[command(flatten)]
        store: store::StoreArguments,
    },
    /// Adds, lists and removes the receivers of events, and shows what they were told.
    Webhook {
        #[command(subcommand)]
        what: webhook::WebhookCommand,
        #[command(flatten)]
        store: store::StoreArguments,
    },
    /// Makes stored documents again, or compares them with their originals.
    Archive {
        #[command(subcommand)]
        what: archive::ArchiveCommand,
        #[command(flatten)]
        store: store::StoreArguments,
    },
    /// Proves the numbers and their ledger, or shows a year of the register.
    Register {
        #[command(subcommand)]
        what: register::RegisterCommand,
        #[command(flatten)]
        store: store::StoreArguments,
    },
    /// Copies all that is kept into a folder, while the service runs.
    Backup {
        #[command(flatten)]
        wanted: backup::BackupArguments,
        #[command(flatten)]
        store: store::StoreArguments,
    },
    /// Fills an empty database from a backup.
    Restore {
        #[command(flatten)]
        wanted: backup::RestoreArguments,
        #[command(flatten)]
        store: store::StoreArguments,
    },
    /// Examines an installation and says what to do.
    Doctor {
        #[command(flatten)]
        store: store::StoreArguments,
    },
    /// Renders drafts (JSON, TOML, or text with a `+++` head; `-` is standard input).
    Render(render::RenderArguments),
    /// Makes drafts of DOCX files, HTML pages and texts, also of whole folders; says what it was unsure of.
    Import(import::ImportArguments),
    /// Checks documents against the rules of form: drafts, pasted texts, DOCX files.
    Check(check::CheckArguments),
    /// Lists, shows or checks the templates.
    Templates {
        #[command(subcommand)]
        what: Option<TemplatesCommand>,
    },
    /// Lists the embedded faces.
    Fonts,
    /// Writes the completions of a shell to standard output.
    Completions {
        /// The shell.
        shell: Shell,
    },
}

#[derive(Subcommand)]
enum TemplatesCommand {
    /// A line for each document type and ready-made content.
    List,
    /// The fields of a type, or of a content as `type/content`, with sample data.
    Show {
        /// `ke-hoach`, `bao-cao/thang`.
        name: String,
    },
    /// Reads every folder and prints all that is wrong.
    Check,
}

/// Does what the words of a command line say; the exit code. `err` must not be held elsewhere: a service logs there too.
pub fn run(
    words: impl IntoIterator<Item = OsString>,
    runtime: &Runtime,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    let arguments = match CliArguments::try_parse_from(words) {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error, out, err),
    };
    match dispatch(arguments, runtime, out, err) {
        Ok(code) => code,
        // The reader of our output has gone: nobody is left to tell.
        Err(CliError::Io { source, .. }) if source.kind() == io::ErrorKind::BrokenPipe => OK,
        Err(
            CliError::Office(OfficeError::Rejected(report))
            | CliError::Service(service::ServiceError::Rejected(report)),
        ) => {
            print_report("", &report, err);
            REJECTED
        }
        Err(trouble) => {
            let _ = writeln!(err, "vanthu: {trouble}");
            FAILED
        }
    }
}

/// Help goes to standard output and is a success; a wrong word goes to standard error and is not.
fn usage(error: &clap::Error, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    if error.use_stderr() {
        let _ = write!(err, "{}", error.render());
        FAILED
    } else {
        let _ = write!(out, "{}", error.render());
        OK
    }
}

/// Error that ends a command: the program could not do its work.
#[derive(Debug, thiserror::Error)]
enum CliError {
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error(transparent)]
    Office(#[from] OfficeError),
    #[error(transparent)]
    Service(#[from] service::ServiceError),
    /// A sentence of the command's own, in Vietnamese, with the remedy.
    #[error("{0}")]
    Said(String),
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> CliError {
    let path = path.to_owned();
    move |source| CliError::Io { path, source }
}

/// Completion script of a shell, for the commands and options of the program.
fn completions(shell: Shell) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut CliArguments::command(), "vanthu", &mut script);
    script
}

/// Opens the service of a data folder and runs a command on it.
fn with_service(
    store: &store::StoreArguments,
    folder: Result<TemplateFolder, OfficeError>,
    runtime: &Runtime,
    command: impl AsyncFnOnce(Service) -> Result<u8, CliError>,
) -> Result<u8, CliError> {
    serve::tokio_runtime()?.block_on(async {
        let service = store::open_service(store, store::Capacity::default(), folder?, runtime).await?;
        command(service).await
    })
}

fn dispatch(
    arguments: CliArguments,
    runtime: &Runtime,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<u8, CliError> {
    let folder = TemplateFolder::open(arguments.templates.as_deref());
    match arguments.command {
        Command::Serve(wanted) => serve::serve(&wanted, folder?, runtime, out),
        Command::Key { what, store } => {
            with_service(&store, folder, runtime, async |service| key::key(&service, &what, out, err).await)
        }
        Command::Account { what, store } => with_service(&store, folder, runtime, async |service| {
            account::account(&service, &what, &mut io::stdin().lock(), out, err).await
        }),
        Command::Webhook { what, store } => with_service(&store, folder, runtime, async |service| {
            webhook::webhook(&service, &what, out, err).await
        }),
        Command::Archive { what, store } => with_service(&store, folder, runtime, async |service| {
            archive::archive(&service, &what, out, err).await
        }),
        Command::Register { what, store } => with_service(&store, folder, runtime, async |service| {
            register::register(&service, &what, out, err).await
        }),
        Command::Backup { wanted, store } => with_service(&store, folder, runtime, async |service| {
            backup::backup(&service, &wanted, out, err).await
        }),
        Command::Restore { wanted, store } => with_service(&store, folder, runtime, async |service| {
            backup::restore(&service, &wanted, out, err).await
        }),
        Command::Doctor { store } => serve::tokio_runtime()?.block_on(async {
            let opened = store::open_service(&store, store::Capacity::default(), folder?, runtime).await;
            doctor::doctor(opened, out).await
        }),
        Command::Render(wanted) => render::render(&folder?.office(), &wanted, out, err),
        Command::Import(wanted) => import::import(&folder?.office(), &wanted, out, err),
        Command::Check(wanted) => check::check(&folder?.office(), &wanted, out, err),
        Command::Templates { what } => templates(folder, what.unwrap_or(TemplatesCommand::List), out),
        Command::Completions { shell } => {
            out.write_all(&completions(shell)).map_err(|source| CliError::Io { path: "-".into(), source })?;
            Ok(OK)
        }
        Command::Fonts => {
            write!(out, "{}", office::fonts()).map_err(at(Path::new("-")))?;
            Ok(OK)
        }
    }
}

/// The name of an input without folder and ending.
fn stem_of(file: &Path) -> &str {
    match file.file_stem().and_then(|s| s.to_str()) {
        Some("-") | None => "stdin",
        Some(stem) => stem,
    }
}

/// A file's bytes, or standard input's for `-`; a byte more than allowed at most.
fn read(file: &Path, most: usize) -> Result<Vec<u8>, CliError> {
    let most = most as u64 + 1;
    let mut bytes = Vec::new();
    let outcome = if file == Path::new("-") {
        io::stdin().lock().take(most).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(file).and_then(|f| f.take(most).read_to_end(&mut bytes))
    };
    outcome.map_err(at(file))?;
    Ok(bytes)
}

fn print_report(file: &str, report: &Report, err: &mut dyn Write) {
    for problem in &report.problems {
        let _ = match file {
            "" => writeln!(err, "{problem}"),
            file => writeln!(err, "{file}: {problem}"),
        };
    }
}

fn templates(
    folder: Result<TemplateFolder, OfficeError>,
    what: TemplatesCommand,
    out: &mut dyn Write,
) -> Result<u8, CliError> {
    let text = match what {
        TemplatesCommand::List => folder?.list(),
        TemplatesCommand::Show { name } => folder?.show(&name)?,
        TemplatesCommand::Check => folder?.summary(),
    };
    write!(out, "{text}").map_err(at(Path::new("-")))?;
    Ok(OK)
}
