//! `oddframe reproduce`: makes a table of docs/ again, with its cards, and says how far it is from what is documented.
//!
//! * [`plan`]: what a table, a row and a run are; one module per table fills them
//! * [`steps`]: what a run does, most of it by commands of this program that a person can type as well
//! * [`report`]: the table as Markdown and as JSON

mod error;
mod heads;
mod inputs;
mod ped2;
mod plan;
mod plaza_weak;
mod report;
mod seeds;
mod sht_weak;
mod steps;
mod ucf_crime;

use std::path::PathBuf;

use clap::{Args, ValueEnum};

pub use error::ReproduceError;

use super::CliError;
use super::data::write_json;
use super::files::{print_line, write};
use super::score::DeviceChoice;
use plan::{Place, Row, Table};
use report::Reproduced;
use seeds::Seeds;

/// Make a table of the documentation again
#[derive(Debug, Args)]
pub struct ReproduceArgs {
    /// Which table
    #[arg(value_enum)]
    table: Which,
    /// Seeds of the runs, such as 0-4 or 0,2 [default: those of the documented table]
    #[arg(long, value_name = "SEEDS")]
    seeds: Option<Seeds>,
    /// Folder that holds the data sets, each in a folder of its own; plaza-weak is rendered without it
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Folder for table.md, table.json, cards and runs; what a run there has finished is kept [default: docs/results/TABLE]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Only rows whose names contain this
    #[arg(long, value_name = "TEXT")]
    row: Vec<String>,
    /// What computes [default: the CPU, as for the documented numbers]
    #[arg(long, value_enum)]
    device: Option<DeviceChoice>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Which {
    /// The published scores of PEL4VAD on UCF-Crime (its README): seconds
    UcfCrime,
    /// LBR-SPR on clips 02, 04 and 06 of UCSD Ped2 and its controls (docs/lbr.md): a quarter of an hour of processor time per seed
    Ped2,
    /// Five variants of LA-Net on ShanghaiTech-weak (docs/lanet.md): minutes
    ShtWeak,
    /// LA-Net and DSANet heads on Plaza-weak (docs/lanet.md, docs/dsanet.md): a minute
    PlazaWeak,
}

impl Which {
    fn name(self) -> &'static str {
        match self {
            Self::UcfCrime => "ucf-crime",
            Self::Ped2 => "ped2",
            Self::ShtWeak => "sht-weak",
            Self::PlazaWeak => "plaza-weak",
        }
    }

    fn table(self, place: &Place) -> Result<Table, CliError> {
        match self {
            Self::UcfCrime => ucf_crime::table(place),
            Self::Ped2 => ped2::table(place),
            Self::ShtWeak => sht_weak::table(place),
            Self::PlazaWeak => plaza_weak::table(place),
        }
    }
}

/// Makes the rows, prints the table, writes it.
pub fn run(args: &ReproduceArgs) -> Result<(), CliError> {
    let name = args.table.name();
    let out = args.out.clone().unwrap_or_else(|| PathBuf::from("docs/results").join(name));
    let place = Place {
        table: name,
        data: args.data.clone(),
        out: out.clone(),
        seeds: args.seeds.clone(),
        device: args.device.unwrap_or(DeviceChoice::Cpu),
    };
    let mut table = args.table.table(&place)?;
    choose(&mut table, &args.row)?;
    table.inputs.iter().try_for_each(|input| input.check(name))?;
    for step in &table.prepare {
        step.run()?;
    }
    let mut reproduced = Reproduced::new(name, &table);
    for row in &table.rows {
        eprintln!("{name}: {}", row.name);
        reproduced.add(&table, row, steps::found(&table.columns, row)?);
    }
    let markdown = reproduced.markdown();
    write(&out.join("table.md"), markdown.as_bytes())?;
    write_json(&out.join("table.json"), &reproduced)?;
    print_line(markdown.trim_end())
}

/// Keeps the rows that were asked for.
fn choose(table: &mut Table, wanted: &[String]) -> Result<(), CliError> {
    let all: Vec<String> = table.rows.iter().map(|row| row.name.clone()).collect();
    let is_wanted = |row: &Row| wanted.iter().any(|text| row.name.contains(text.as_str()));
    if let Some(text) = wanted.iter().find(|text| !all.iter().any(|name| name.contains(text.as_str()))) {
        return Err(ReproduceError::Row { wanted: text.clone(), rows: all.join("; ") }.into());
    }
    table.rows.retain(|row| wanted.is_empty() || is_wanted(row));
    Ok(())
}
