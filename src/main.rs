//! The `demarche` program: reads the command line, runs the subcommand, turns the outcome into an exit code.

fn main() -> std::process::ExitCode {
    demarche::cli::main()
}
