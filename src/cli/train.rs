//! `oddframe train`: learning from a data set.

use clap::{Args, Subcommand};

use super::{CliError, lanet, train_lbr};

/// Train a method on a data set
#[derive(Debug, Args)]
pub struct TrainArgs {
    #[command(subcommand)]
    method: Method,
}

#[derive(Debug, Subcommand)]
enum Method {
    /// LBR-SPR: learn from the unlabelled clips of a data set
    Lbr(train_lbr::TrainLbrArgs),
    /// LA-Net: learn from labels of whole videos
    Lanet(lanet::TrainLaNetArgs),
}

/// Runs the method that was asked for.
pub fn run(args: &TrainArgs) -> Result<(), CliError> {
    match &args.method {
        Method::Lbr(args) => train_lbr::train(args),
        Method::Lanet(args) => lanet::train(args),
    }
}
