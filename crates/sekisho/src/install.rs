//! What is installed beside the program and made of its own command line: completions for shells, and
//! the pages of the manual. Not here: where they belong; a package knows that.

use std::fs;

use clap_complete::Shell;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use crate::answer::answer;
use crate::args::{CommandLine, Manual};
use crate::failure::Failure;

/// The name under which people start the program.
const PROGRAM: &str = "sekisho";

/// Prints the completions for a shell.
pub(crate) fn completions(shell: Shell) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut CommandLine::whole(), PROGRAM, &mut script);
    answer(&String::from_utf8_lossy(&script)).map(drop)
}

/// Writes a page for each command.
pub(crate) fn manual(args: &Manual) -> Result<(), Failure> {
    let directory = &args.directory;
    fs::create_dir_all(directory).map_err(Failure::no_page(directory))?;
    // Every page says how to get help, so `help` needs none of its own.
    let mut whole = CommandLine::whole().disable_help_subcommand(true);
    whole.build();
    let mut commands = vec![whole];
    while let Some(command) = commands.pop() {
        commands.extend(command.get_subcommands().cloned());
        let page = Page::of(command);
        let path = directory.join(page.man.get_filename());
        let text = page.text().map_err(Failure::no_page(&path))?;
        fs::write(&path, text).map_err(Failure::no_page(&path))?;
    }
    Ok(())
}

/// The page of one command.
struct Page {
    man: Man,
    has_commands: bool,
    /// What its help says at the end.
    notes: String,
}

impl Page {
    fn of(command: clap::Command) -> Self {
        let long = command.get_after_long_help();
        let notes = long.or_else(|| command.get_after_help());
        Self {
            has_commands: command.has_subcommands(),
            notes: notes.map(ToString::to_string).unwrap_or_default(),
            man: Man::new(command)
                .source(concat!("sekisho ", env!("CARGO_PKG_VERSION")))
                .manual("Sekisho"),
        }
    }

    /// The page as `man` reads it.
    fn text(&self) -> std::io::Result<Vec<u8>> {
        let mut text = Vec::new();
        self.man.render_title(&mut text)?;
        self.man.render_name_section(&mut text)?;
        self.man.render_synopsis_section(&mut text)?;
        self.man.render_description_section(&mut text)?;
        self.man.render_options_section(&mut text)?;
        if self.has_commands {
            self.man.render_subcommands_section(&mut text)?;
        }
        notes(&self.notes).to_writer(&mut text)?;
        Ok(text)
    }
}

/// What help says at its end: a list under a heading is a section and stays as it is, line by line;
/// paragraphs are filled.
fn notes(help: &str) -> Roff {
    let mut roff = Roff::new();
    let mut has_notes = false;
    for block in help.split("\n\n").filter(|block| !block.trim().is_empty()) {
        match block.split_once(":\n") {
            Some((heading, list)) if list.starts_with("  ") => {
                roff.control("SH", [heading.to_uppercase().as_str()]);
                roff.control("nf", []);
                for line in list.lines() {
                    roff.text([roman(line.strip_prefix("  ").unwrap_or(line))]);
                }
                roff.control("fi", []);
            }
            _ => {
                if !has_notes {
                    roff.control("SH", ["NOTES"]);
                    has_notes = true;
                }
                roff.control("PP", []);
                for line in block.lines() {
                    roff.text([roman(line)]);
                }
            }
        }
    }
    roff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_stay_as_they_are_and_paragraphs_are_filled() {
        let help = "Examples:\n  sekisho x\n      does\n  .y\n\nOne\ntwo.\n\nThree.";
        let expected = concat!(
            ".SH EXAMPLES\n.nf\nsekisho x\n    does\n\\&.y\n.fi\n",
            ".SH NOTES\n.PP\nOne\ntwo.\n.PP\nThree.\n"
        );
        let text = notes(help).render();
        assert!(text.ends_with(expected), "{text}");
    }
}
