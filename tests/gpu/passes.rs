//! What a GPU does in one pass, squared errors, steps of Adam and attention, against the same composed of burn's operations on the CPU.

use super::adapter::{gpu, values};
use super::draw::{Draw, near};
use burn::optim::{AdamConfig, Optimizer};
use burn::tensor::{Device, Tensor, TensorData};
use oddframe::nn::adam::{Adam, AdamState};
use oddframe::nn::attention::{Lines, Place, attend, is_one_pass};
use oddframe::nn::squared_error::squared_errors;

type Values = (Vec<f32>, Vec<usize>);

fn on<const D: usize>((values, shape): &Values, device: &Device) -> Tensor<D> {
    Tensor::from_data(TensorData::new(values.clone(), shape.clone()), device)
}

/// Errors and the gradients of both sides.
fn errors(device: &Device, inputs: &[Values; 2], shares: &Values) -> [Vec<f32>; 3] {
    let device = device.clone().autodiff();
    let [drawn, wanted] = inputs.each_ref().map(|input| on::<2>(input, &device).require_grad());
    let found = squared_errors(drawn.clone(), wanted.clone());
    let gradients = (found.clone() * on::<1>(shares, &device)).sum().backward();
    let [a, b] = [drawn, wanted].map(|leaf| values(leaf.grad(&gradients).expect("both have a gradient")));
    [values(found.inner()), a, b]
}

#[test]
fn squared_errors_equal_those_of_the_cpu_and_the_definition() {
    for (case, [items, count]) in [[1, 1], [3, 255], [5, 257], [2, 1000]].into_iter().enumerate() {
        let mut draw = Draw::new(case as u64);
        let inputs = [draw.data([items, count]), draw.data([items, count])];
        let shares = draw.data([items]);
        let (found, want) = (errors(&gpu(), &inputs, &shares), errors(&Device::flex(), &inputs, &shares));
        for (part, (found, want)) in
            ["errors", "gradient", "other gradient"].iter().zip(found.iter().zip(&want))
        {
            near(&format!("[{items}, {count}], {part}"), found, want);
        }
        let by_definition = |item: usize| -> f32 {
            let at = item * count..(item + 1) * count;
            inputs[0].0[at.clone()].iter().zip(&inputs[1].0[at]).map(|(a, b)| (a - b) * (a - b)).sum()
        };
        near("definition", &found[0], &(0..items).map(by_definition).collect::<Vec<_>>());
        let slope = |i: usize| 2.0 * (inputs[0].0[i] - inputs[1].0[i]) * shares.0[i / count];
        near("slope", &found[1], &(0..items * count).map(slope).collect::<Vec<_>>());
    }
    let none = Tensor::<2>::from_data(TensorData::new(Vec::<f32>::new(), [0, 9]), &gpu());
    assert!(values(squared_errors(none.clone(), none)).is_empty());
}

/// Values after each of some steps along the same slopes.
fn walked(device: &Device, start: &Values, slopes: &[Values]) -> Vec<f32> {
    let adam = Adam { rate: 0.01, decay: [0.9, 0.99], epsilon: 1e-6 };
    let mut at = on::<1>(start, device);
    let (mut state, mut all) = (AdamState::new(&at), Vec::new());
    for slope in slopes {
        (at, state) = adam.step(at, on(slope, device), state);
        all.extend(values(at.clone()));
    }
    assert_eq!(state.steps, slopes.len());
    all
}

/// The same by burn's Adam on the CPU.
fn walked_by_burn(start: &Values, slopes: &[Values]) -> Vec<f32> {
    let adam = AdamConfig::new().with_beta_1(0.9).with_beta_2(0.99).with_epsilon(1e-6).build();
    let device = Device::flex();
    let (mut at, mut state, mut all) = (on::<1>(start, &device), None, Vec::new());
    for slope in slopes {
        (at, state) = adam.step(0.01, at, on(slope, &device), state);
        all.extend(values(at.clone()));
    }
    all
}

#[test]
fn steps_of_adam_equal_those_of_the_cpu_and_of_burn() {
    for (case, count) in [1, 255, 257, 70_001].into_iter().enumerate() {
        let mut draw = Draw::new(case as u64);
        let start = draw.data([count]);
        let mut slopes = [0; 4].map(|_| draw.data([count]));
        // A value whose slope was 0 from the beginning stays where it is; the only one there is moves.
        slopes.iter_mut().for_each(|(slope, _)| slope[1..].iter_mut().take(1).for_each(|first| *first = 0.0));
        let (gpu, cpu) = (walked(&gpu(), &start, &slopes), walked(&Device::flex(), &start, &slopes));
        near(&format!("{count} values"), &gpu, &cpu);
        assert_eq!(cpu, walked_by_burn(&start, &slopes), "{count} values: the bits of burn's Adam");
        let after = &gpu[3 * count..];
        assert!(after[0] != start.0[0] && after.get(1) == start.0.get(1), "with a slope, and without one");
    }
    assert!(walked(&gpu(), &(Vec::new(), vec![0]), &[(Vec::new(), vec![0])]).is_empty());
}

/// Queries, keys, values and both lines.
struct Attention {
    inputs: [Values; 5],
    place: Place,
}

impl Attention {
    /// Of `[batches, rows, keys, depth, width]`, the rows from `first` on.
    fn new(draw: &mut Draw, [n, rows, keys, depth, width]: [usize; 5], first: usize, reach: usize) -> Self {
        let (queries, mut before, mut after) =
            (draw.data([n, rows, depth]), draw.data([rows + keys - 1]), draw.data([rows + keys - 1]));
        for step in 0..rows + keys - 1 {
            let distance = step as isize - (first + rows - 1) as isize;
            if distance.unsigned_abs() > reach {
                after.0[step] = 0.0;
                // Far ones are masked in every other case; every query keeps itself.
                if n == 2 {
                    before.0[step] = -1e9;
                }
            }
        }
        let scale = 1.0 / (depth as f32).sqrt() * 4.0;
        let inputs = [queries, draw.data([n, keys, depth]), draw.data([n, keys, width]), before, after];
        Self { inputs, place: Place { first, reach, scale } }
    }

    fn run(&self, device: &Device) -> Vec<f32> {
        let [queries, keys, gathered] = [0, 1, 2].map(|i| on::<3>(&self.inputs[i], device));
        let [before, after] = [3, 4].map(|i| on::<1>(&self.inputs[i], device));
        values(attend(queries, keys, gathered, Lines { before, after }, self.place))
    }
}

#[test]
fn attention_in_one_pass_equals_the_composed_one() {
    assert!(is_one_pass(&gpu()) && !is_one_pass(&gpu().autodiff()) && !is_one_pass(&Device::flex()));
    let sizes = [
        [1, 1, 1, 1, 1],
        [1, 5, 5, 4, 3],
        [2, 33, 33, 32, 128],
        [1, 40, 70, 130, 129],
        [2, 31, 97, 33, 20],
        [3, 64, 64, 7, 260],
    ];
    for (case, sizes) in sizes.into_iter().enumerate() {
        let mut draw = Draw::new(50 + case as u64);
        let [_, rows, keys, ..] = sizes;
        let attention = Attention::new(&mut draw, sizes, keys - rows, 3);
        near(&format!("{sizes:?}"), &attention.run(&gpu()), &attention.run(&Device::flex()));
    }
}

#[test]
fn attention_is_its_definition() {
    let mut draw = Draw::new(70);
    let [rows, keys, depth, width, first] = [4, 9, 3, 2, 2];
    let attention = Attention::new(&mut draw, [1, rows, keys, depth, width], first, 1);
    let [q, k, v, before, after] = attention.inputs.each_ref().map(|(values, _)| values);
    let mut want = Vec::new();
    for row in 0..rows {
        let dot =
            |key: usize| (0..depth).map(|d| f64::from(q[row * depth + d] * k[key * depth + d])).sum::<f64>();
        let at = |key: usize| key + rows - 1 - row;
        let weights: Vec<f64> = (0..keys)
            .map(|key| (dot(key) * f64::from(attention.place.scale) + f64::from(before[at(key)])).exp())
            .collect();
        let total: f64 = weights.iter().sum();
        for column in 0..width {
            let share = |key: usize| weights[key] / total + f64::from(after[at(key)]);
            want.push(
                (0..keys).map(|key| share(key) * f64::from(v[key * width + column])).sum::<f64>() as f32
            );
        }
    }
    near("on the CPU", &attention.run(&Device::flex()), &want);
    near("on the GPU", &attention.run(&gpu()), &want);
}

#[test]
fn a_nan_in_a_key_reaches_every_query() {
    let mut draw = Draw::new(80);
    let mut attention = Attention::new(&mut draw, [1, 5, 40, 8, 6], 3, 2);
    attention.inputs[1].0[8 * 35] = f32::NAN;
    assert!(attention.run(&gpu()).iter().all(|value| value.is_nan()));
}
