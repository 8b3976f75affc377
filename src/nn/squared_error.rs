//! Squared errors per item: the loss and the score of an auto-encoder.

use burn::backend::autodiff::{
    NodeId,
    checkpoint::{base::Checkpointer, strategy::CheckpointStrategy},
    grads::Gradients,
    ops::{Backward, Ops, OpsKind},
};
use burn::backend::{
    Autodiff, Backend, Dispatch, Flex, TensorMetadata, backend_extension, tensor::FloatTensor,
};
use burn::tensor::{Shape, Tensor};
use burn_wgpu::CubeBackend;

use super::kernels::squared_error as gpu;

/// The errors as an operation of a device.
#[backend_extension(Cube, Flex, Autodiff)]
pub trait SquaredErrors: Backend {
    /// See [`squared_errors`].
    fn squared_errors(drawn: FloatTensor<Self>, wanted: FloatTensor<Self>) -> FloatTensor<Self> {
        let items = drawn.shape()[0];
        let difference = Self::float_sub(drawn, wanted);
        let squares = Self::float_mul(difference.clone(), difference);
        Self::float_reshape(Self::float_sum_dim(squares, 1), Shape::from([items]))
    }
}

/// Their first derivative, on devices without a tape.
pub trait SquaredErrorGradients: Backend {
    /// Of what is drawn; that of what is wanted is its negative.
    fn squared_errors_grad(
        drawn: FloatTensor<Self>,
        wanted: FloatTensor<Self>,
        grad: FloatTensor<Self>,
    ) -> FloatTensor<Self> {
        let items = drawn.shape()[0];
        let difference = Self::float_mul_scalar(Self::float_sub(drawn, wanted), 2_f32.into());
        Self::float_mul(difference, Self::float_reshape(grad, Shape::from([items, 1])))
    }
}

impl SquaredErrors for Flex {}
impl SquaredErrorGradients for Flex {}

impl SquaredErrors for CubeBackend {
    fn squared_errors(drawn: FloatTensor<Self>, wanted: FloatTensor<Self>) -> FloatTensor<Self> {
        gpu::squared_errors(drawn, wanted)
    }
}

impl SquaredErrorGradients for CubeBackend {
    fn squared_errors_grad(
        drawn: FloatTensor<Self>,
        wanted: FloatTensor<Self>,
        grad: FloatTensor<Self>,
    ) -> FloatTensor<Self> {
        gpu::squared_errors_grad(drawn, wanted, grad)
    }
}

impl<B: SquaredErrors + SquaredErrorGradients, C: CheckpointStrategy> SquaredErrors for Autodiff<B, C> {
    fn squared_errors(drawn: FloatTensor<Self>, wanted: FloatTensor<Self>) -> FloatTensor<Self> {
        match Squares.prepare::<C>([drawn.node(), wanted.node()]).compute_bound().stateful() {
            OpsKind::Tracked(mut prep) => {
                let state = [prep.checkpoint(&drawn), prep.checkpoint(&wanted)];
                prep.finish(state, B::squared_errors(drawn.into_primitive(), wanted.into_primitive()))
            }
            OpsKind::UnTracked(prep) => {
                prep.finish(B::squared_errors(drawn.into_primitive(), wanted.into_primitive()))
            }
        }
    }
}

#[derive(Debug)]
struct Squares;

impl<B: SquaredErrors + SquaredErrorGradients> Backward<B, 2> for Squares {
    type State = [NodeId; 2];

    fn backward(self, ops: Ops<Self::State, 2>, grads: &mut Gradients, saved: &mut Checkpointer) {
        let grad = grads.consume::<B>(&ops.node);
        let [drawn, wanted] = ops.state.map(|node| saved.retrieve_node_output::<FloatTensor<B>>(node));
        let slope = B::squared_errors_grad(drawn, wanted, grad);
        let [drawn_node, wanted_node] = ops.parents;
        if let Some(node) = wanted_node {
            grads.register::<B>(node.id, B::float_neg(slope.clone()));
        }
        if let Some(node) = drawn_node {
            grads.register::<B>(node.id, slope);
        }
    }
}

/// Sums of squared errors per item.
///
/// # Shapes
/// Two of `[items, values]` to `[items]`.
pub fn squared_errors(drawn: Tensor<2>, wanted: Tensor<2>) -> Tensor<1> {
    Tensor::from_dispatch(Dispatch::squared_errors(drawn.into_dispatch(), wanted.into_dispatch()))
}
