//! Blocks of images over the cores that there are: all of them natively, one on the web.

/// Calls `work(scratch, block index, block of out)` for every chunk of `out`.
pub fn for_each_block<T: Send, S: Send>(
    out: &mut [T],
    block: usize,
    scratch: impl Fn() -> S + Sync + Send,
    work: impl Fn(&mut S, usize, &mut [T]) + Sync + Send,
) {
    #[cfg(not(target_family = "wasm"))]
    {
        use rayon::prelude::*;
        out.par_chunks_mut(block).enumerate().for_each_init(scratch, |s, (i, chunk)| work(s, i, chunk));
    }
    #[cfg(target_family = "wasm")]
    {
        let mut scratch = scratch();
        for (i, chunk) in out.chunks_mut(block).enumerate() {
            work(&mut scratch, i, chunk);
        }
    }
}

/// Sums what `work` adds to its own copy of `[len]` over all blocks. The blocks are split into a fixed
/// number of runs that are added in order, so that the sum does not depend on which thread took which.
pub fn sum_blocks<S: Send>(
    blocks: usize,
    len: usize,
    scratch: impl Fn() -> S + Sync + Send,
    work: impl Fn(&mut S, usize, &mut [f32]) + Sync + Send,
) -> Vec<f32> {
    let run = |from: usize, to: usize| {
        let (mut scratch, mut sums) = (scratch(), vec![0.0; len]);
        for block in from..to {
            work(&mut scratch, block, &mut sums);
        }
        sums
    };
    #[cfg(not(target_family = "wasm"))]
    {
        use rayon::prelude::*;
        /// Runs: at most this many partial sums are held at once.
        const RUNS: usize = 8;
        let runs = blocks.min(RUNS);
        let parts: Vec<Vec<f32>> =
            (0..runs).into_par_iter().map(|i| run(i * blocks / runs, (i + 1) * blocks / runs)).collect();
        let mut parts = parts.into_iter();
        let mut total = parts.next().unwrap_or_else(|| vec![0.0; len]);
        for part in parts {
            for (sum, value) in total.iter_mut().zip(part) {
                *sum += value;
            }
        }
        total
    }
    #[cfg(target_family = "wasm")]
    {
        run(0, blocks)
    }
}
