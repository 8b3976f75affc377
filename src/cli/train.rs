//! `oddframe train`: learning from a data set.

use clap::{Args, Subcommand};

use super::{CliError, dsanet, lanet, train_i3d, train_lbr};

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
    /// DSANet: learn from the classes of whole videos
    Dsanet(dsanet::TrainDsaNetArgs),
    /// I3D: learn a narrow encoder from what the crowd does in rendered scenes without anything odd
    I3d(train_i3d::TrainI3dArgs),
}

/// Runs the method that was asked for.
pub fn run(args: &TrainArgs) -> Result<(), CliError> {
    match &args.method {
        Method::Lbr(args) => train_lbr::train(args),
        Method::Lanet(args) => lanet::train(args),
        Method::Dsanet(args) => dsanet::train(args),
        Method::I3d(args) => train_i3d::train(args),
    }
}
