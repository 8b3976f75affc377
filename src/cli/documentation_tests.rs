//! README.md and docs/ against the program: commands exist with these options, links and paths lead somewhere.

use std::fs;
use std::path::Path;

use clap::{CommandFactory, Parser};

use super::Cli;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
/// Words that stand for a value, and one that could stand there.
const VALUES: [(&str, &str); 5] =
    [("N", "1"), ("I", "1"), ("EPS", "1e-5"), ("NAMING", "generic"), ("TABLE", "plaza-weak")];
/// Folders of the repository by which a word in code is known to be a path.
const FOLDERS: [&str; 7] = ["bench/", "configs/", "docs/", "scripts/", "src/", "tests/", "www/"];
/// What `make reproduce` makes, and what comes with the page once a finished run is given to it.
const MADE: [&str; 2] = ["docs/results", "www/bundled/ped2/weights.safetensors"];

/// A page of the documentation.
struct Page {
    /// Its path below the root.
    name: String,
    text: String,
}

fn pages() -> Vec<Page> {
    let read = |name: String| {
        let text = fs::read_to_string(Path::new(ROOT).join(&name)).expect("a page of the repository");
        Page { name, text }
    };
    let mut names = vec!["README.md".to_owned(), "tests/golden/README.md".to_owned()];
    for folder in ["docs", "docs/learn"] {
        for entry in fs::read_dir(Path::new(ROOT).join(folder)).expect("a folder of the repository") {
            let name = entry.expect("an entry").file_name().into_string().expect("plain letters");
            names.extend(name.ends_with(".md").then(|| format!("{folder}/{name}")));
        }
    }
    names.into_iter().map(read).collect()
}

impl Page {
    /// Lines in blocks of code, those that a backslash breaks put together, and the text around the blocks.
    fn parts(&self) -> (Vec<String>, String) {
        let (mut code, mut prose, mut inside, mut open) = (Vec::<String>::new(), String::new(), false, false);
        for line in self.text.lines() {
            if line.trim_start().starts_with("```") {
                inside = !inside;
            } else if !inside {
                prose += line;
                prose.push('\n');
            } else {
                let (words, goes_on) = line.strip_suffix('\\').map_or((line, false), |words| (words, true));
                match code.last_mut().filter(|_| open) {
                    Some(last) => last.push_str(words),
                    None => code.push(words.to_owned()),
                }
                open = goes_on;
            }
        }
        (code, prose)
    }

    /// What stands between backticks around the blocks.
    fn inline(&self) -> Vec<String> {
        let (_, prose) = self.parts();
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        prose.split('`').skip(1).step_by(2).map(words).collect()
    }

    /// Targets of links.
    fn links(&self) -> Vec<String> {
        let (_, prose) = self.parts();
        let target = |after: &str| after.split_once(')').map(|(target, _)| target.to_owned());
        prose.split("](").skip(1).filter_map(target).collect()
    }

    /// Whether a heading makes this anchor.
    fn has_anchor(&self, anchor: &str) -> bool {
        let (_, prose) = self.parts();
        let slug = |heading: &str| -> String {
            let kept = heading.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
            kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
        };
        prose
            .lines()
            .filter(|line| line.starts_with('#'))
            .any(|line| slug(line.trim_start_matches('#').trim()) == anchor)
    }
}

/// The commands that a line of usage stands for: all its options, every alternative once.
fn commands(line: &str) -> Vec<Vec<String>> {
    let line = line.split_once(" #").map_or(line, |(command, _)| command);
    let mut words: Vec<&str> = Vec::new();
    for word in line.split_whitespace() {
        match word.trim_start_matches('[').trim_end_matches(']') {
            // "As in the line above": the option goes with its values.
            "..." => drop(words.pop()),
            word => words.push(word),
        }
    }
    let value = |word: &str| {
        let (before, last) = word.rsplit_once(':').map_or(("", word), |(before, last)| (before, last));
        let found = VALUES.iter().find(|(name, _)| *name == last).map_or(last, |(_, value)| value);
        if before.is_empty() { found.to_owned() } else { format!("{before}:{found}") }
    };
    let alternatives: Vec<Vec<String>> =
        words.iter().map(|word| word.split('|').map(value).collect()).collect();
    let base: Vec<String> = alternatives.iter().map(|values| values[0].clone()).collect();
    let mut all = vec![base.clone()];
    for (at, values) in alternatives.iter().enumerate() {
        for value in &values[1..] {
            let mut other = base.clone();
            other[at].clone_from(value);
            all.push(other);
        }
    }
    all
}

/// Why a piece of a command, such as its name with one option, is none of this program's.
fn unknown(piece: &str) -> Option<String> {
    let mut command = Cli::command();
    command.build();
    for (at, word) in piece.split([' ', '[', ']', '=']).filter(|word| !word.is_empty()).skip(1).enumerate() {
        if let Some(option) = word.strip_prefix("--") {
            if !command.get_arguments().any(|argument| argument.get_long() == Some(option)) {
                return Some(format!("{} has no --{option}", command.get_name()));
            }
        } else if let Some(found) = command.find_subcommand(word) {
            command = found.clone();
        } else if at == 0 {
            return Some(format!("there is no command {word}"));
        }
    }
    None
}

#[test]
fn every_command_line_of_the_documentation_is_one_that_the_program_takes() {
    let (mut wrong, mut found) = (Vec::new(), 0);
    for page in pages() {
        let (code, _) = page.parts();
        for line in code.iter().filter(|line| line.starts_with("oddframe ")) {
            for words in commands(line) {
                found += 1;
                if let Err(error) = Cli::try_parse_from(&words) {
                    let error = error.to_string();
                    let first = error.lines().next().unwrap_or_default();
                    wrong.push(format!("{}: {}: {first}", page.name, words.join(" ")));
                }
            }
        }
        for piece in page.inline().iter().filter(|piece| piece.starts_with("oddframe ")) {
            found += 1;
            wrong.extend(unknown(piece).map(|reason| format!("{}: {piece}: {reason}", page.name)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(found > 80, "only {found} commands in the documentation");
}

#[test]
fn commands_that_do_not_exist_would_be_seen() {
    assert_eq!(unknown("oddframe evaluate --json"), None);
    for piece in ["oddframe guess", "oddframe score lbr --no-such-option", "oddframe evaluate --stop"] {
        assert!(unknown(piece).is_some(), "{piece}");
    }
    let usage = "oddframe score lanet --features FILE|DIR --weights FILE [--crops all|only:I]   # usage";
    let all: Vec<String> = commands(usage).iter().map(|words| words.join(" ")).collect();
    let written = |features, crops| {
        format!("oddframe score lanet --features {features} --weights FILE --crops {crops}")
    };
    assert_eq!(all, [written("FILE", "all"), written("DIR", "all"), written("FILE", "only:1")]);
    assert_eq!(
        commands("oddframe encode clip [--crops ...] --json")[0].join(" "),
        "oddframe encode clip --json"
    );
}

#[test]
fn every_link_of_the_documentation_leads_to_a_file_and_a_heading() {
    let pages = pages();
    let (mut wrong, mut found) = (Vec::new(), 0);
    for page in &pages {
        for link in page.links().iter().filter(|link| !link.contains("://")) {
            found += 1;
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let folder = Path::new(&page.name).parent().expect("a page lies in a folder");
            let path = if file.is_empty() { Path::new(&page.name).into() } else { folder.join(file) };
            let Ok(path) = Path::new(ROOT).join(path).canonicalize() else {
                wrong.push(format!("{}: {link}", page.name));
                continue;
            };
            let is_target = |other: &&Page| {
                Path::new(ROOT).join(&other.name).canonicalize().is_ok_and(|other| other == path)
            };
            if !anchor.is_empty() && !pages.iter().find(is_target).is_some_and(|page| page.has_anchor(anchor))
            {
                wrong.push(format!("{}: {link}", page.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(found > 30, "only {found} links in the documentation");
}

#[test]
fn every_path_that_the_documentation_names_in_code_exists() {
    let (mut wrong, mut found) = (Vec::new(), 0);
    for page in pages() {
        let (code, _) = page.parts();
        let is_path = |word: &&str| {
            FOLDERS.iter().any(|folder| word.starts_with(folder))
                && word.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c))
        };
        for text in code.iter().chain(&page.inline()) {
            for path in text
                .split_whitespace()
                .filter(is_path)
                .filter(|path| !MADE.iter().any(|made| path.starts_with(made)))
            {
                found += 1;
                if !Path::new(ROOT).join(path).exists() {
                    wrong.push(format!("{}: {path}", page.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(found > 50, "only {found} paths in the documentation");
}
