//! The layers at sizes that do not fit the tiles of their kernels: numbers by which a device is held against the CPU.

use burn::tensor::{Device, ExecutionError, Tensor, TensorData};

use super::attention::{Lines, Place, attend};
use super::layers;
use super::plane::{Steps, conv2d};
use super::squared_error::squared_errors;
use super::volume::{conv3d_same_relu, max_pool3d_same};
use crate::random::Random;

/// Results by name, in a fixed order.
pub type Results = Vec<(String, Vec<f32>)>;

/// Every layer once, two of them with their gradients, and one without any image.
pub async fn outputs(device: &Device) -> Result<Results, ExecutionError> {
    let mut found = Found::default();
    let taped = device.clone().autodiff();
    let [x, weight] =
        [drawn([1, 5, 7, 9], 1, &taped), drawn([33, 5, 3, 3], 2, &taped)].map(Tensor::require_grad);
    let out = layers::conv_relu(x.clone(), weight.clone(), drawn([33], 3, &taped));
    found.add("conv", &out.clone().inner());
    found.add_gradients("conv", out, [x, weight]);
    let [x, weight] =
        [drawn([2, 6, 3, 5], 4, &taped), drawn([6, 7, 3, 3], 5, &taped)].map(Tensor::require_grad);
    let out = layers::up(x.clone(), weight.clone(), drawn([7], 6, &taped));
    found.add("up", &out.clone().inner());
    found.add_gradients("up", out, [x, weight]);

    let steps = Steps { stride: 2, padding: 1, groups: 1, relu: false };
    let picture = drawn([1, 3, 11, 6], 7, device);
    let bias = drawn([3], 8, device);
    found.add("strided", &conv2d(picture.clone(), drawn([3, 3, 3, 3], 9, device), bias.clone(), steps));
    let each = Steps { groups: 3, relu: true, ..steps };
    found.add("depthwise", &conv2d(picture.clone(), drawn([3, 1, 3, 3], 10, device), bias.clone(), each));
    let none = Tensor::from_data(TensorData::new(Vec::<f32>::new(), [0, 3, 11, 6]), device);
    found.add("none", &conv2d(none, drawn([3, 3, 3, 3], 9, device), bias, steps));

    let volume = drawn([1, 3, 5, 6, 7], 11, device);
    let (weight, bias) = (drawn([6, 3, 3, 2, 3], 12, device), drawn([6], 13, device));
    found.add("conv3d", &conv3d_same_relu(volume.clone(), weight, bias, [1, 2, 2]));
    found.add("max_pool3d", &max_pool3d_same(volume, [2, 3, 3], [2, 2, 1]));

    let [queries, keys, values] = [[1, 9, 5], [1, 40, 5], [1, 40, 6]]
        .map(|shape| drawn(shape, shape[1] as u64 + shape[2] as u64, device));
    let lines = Lines { before: drawn([48], 14, device), after: drawn([48], 15, device) };
    found.add("attention", &attend(queries, keys, values, lines, Place { first: 31, reach: 40, scale: 0.5 }));
    found.add("squared_errors", &squared_errors(drawn([3, 300], 16, device), drawn([3, 300], 17, device)));
    found.read().await
}

/// Values of -1 to 1.
fn drawn<const D: usize>(shape: [usize; D], number: u64, device: &Device) -> Tensor<D> {
    let mut random = Random::keyed(0, "layers by which devices are compared", number);
    let values: Vec<f32> = (0..shape.iter().product()).map(|_| random.between(-1.0, 1.0) as f32).collect();
    Tensor::from_data(TensorData::new(values, shape), device)
}

/// Tensors whose values are read at the end.
#[derive(Default)]
struct Found(Vec<(String, Tensor<1>)>);

impl Found {
    fn add<const D: usize>(&mut self, name: &str, tensor: &Tensor<D>) {
        let count = tensor.dims().iter().product::<usize>();
        self.0.push((name.to_owned(), tensor.clone().reshape([count])));
    }

    /// Of the sum of squares, by the inputs.
    fn add_gradients(&mut self, name: &str, out: Tensor<4>, inputs: [Tensor<4>; 2]) {
        let gradients = (out.clone() * out).sum().backward();
        for (part, input) in ["x", "weight"].into_iter().zip(inputs) {
            if let Some(gradient) = input.grad(&gradients) {
                self.add(&format!("{name}.{part}"), &gradient);
            }
        }
    }

    async fn read(self) -> Result<Results, ExecutionError> {
        let mut results = Results::new();
        for (name, tensor) in self.0 {
            results.push((name, tensor.into_data_async().await?.iter::<f32>().collect()));
        }
        Ok(results)
    }
}
