//! The words of the classes as CLIP reads them: bare and in lower case, without a template (authors' code).

use std::collections::BTreeMap;

use super::DsaNetError;
use super::config::DsaNetConfig;

/// Tokens before and after the words.
const START_TOKEN: usize = 49_406;
pub(crate) const END_TOKEN: usize = 49_407;
/// Tokens of the words of the published classes in CLIP's vocabulary.
const WORDS: [(&str, &[usize]); 16] = [
    ("normal", &[5967]),
    ("abuse", &[7678]),
    ("arrest", &[9320]),
    ("arson", &[29937]),
    ("assault", &[9679]),
    ("burglary", &[32573]),
    ("explosion", &[13785]),
    ("fighting", &[4652]),
    ("roadaccidents", &[4370, 22072]),
    ("robbery", &[16393]),
    ("shooting", &[3992]),
    ("shoplifting", &[5738, 10857]),
    ("stealing", &[14242]),
    ("vandalism", &[45664]),
    ("riot", &[14218]),
    ("car accident", &[1615, 6608]),
];

/// Tokens of a class with start and end.
fn tokens(class: &str) -> Result<Vec<usize>, DsaNetError> {
    let words = WORDS.iter().find(|(name, _)| *name == class).map(|(_, words)| *words);
    let words = words.ok_or_else(|| DsaNetError::NoTokens { class: class.to_owned() })?;
    Ok([&[START_TOKEN], words, &[END_TOKEN]].concat())
}

/// The tokens of the classes.
#[derive(Debug, Clone)]
pub(crate) struct Words {
    /// Tokens of every class, with start and end.
    pub(crate) classes: Vec<Vec<usize>>,
    /// Every token that is used, with its row in the table of those.
    pub(crate) rows: BTreeMap<usize, usize>,
}

impl Words {
    pub(crate) fn new(config: &DsaNetConfig) -> Result<Self, DsaNetError> {
        let classes = config.classes.iter().map(|class| tokens(class)).collect::<Result<Vec<_>, _>>()?;
        let mut rows: BTreeMap<usize, usize> = classes.iter().flatten().map(|&token| (token, 0)).collect();
        rows.values_mut().enumerate().for_each(|(place, row)| *row = place);
        Ok(Self { classes, rows })
    }

    /// Positions up to the last end token.
    pub(crate) fn positions(&self) -> usize {
        self.classes.iter().map(Vec::len).max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::config::DataSet;
    use super::*;

    #[test]
    fn published_classes_have_their_tokens_and_others_are_refused() {
        for set in [DataSet::UcfCrime, DataSet::XdViolence] {
            let classes = Words::new(&set.config()).expect("published classes").classes;
            assert!(classes.iter().all(|tokens| (3..=4).contains(&tokens.len())));
            assert!(classes.iter().all(|t| t[0] == START_TOKEN && t[t.len() - 1] == END_TOKEN));
        }
        let config =
            DsaNetConfig { classes: vec!["normal".into(), "jaywalking".into()], ..Default::default() };
        let error = Words::new(&config).expect_err("no such word");
        assert!(matches!(error, DsaNetError::NoTokens { class } if class == "jaywalking"));
    }
}
