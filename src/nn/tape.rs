//! The layers on a device with a tape: what is kept for the way back, and the way back.

use burn::backend::autodiff::{
    NodeId,
    checkpoint::{base::Checkpointer, strategy::CheckpointStrategy},
    grads::Gradients,
    ops::{Backward, Ops, OpsKind},
};
use burn::backend::{Autodiff, ops::ActivationOps, tensor::FloatTensor};

use super::layers::{LayerGradients, Layers};

/// Records `$forward` of the parents with `$state`, computed from the tape's checkpoints where it is tracked.
macro_rules! record {
    ($step:expr, $strategy:ty, [$($parent:ident),+], $forward:expr) => {
        match $step.prepare::<$strategy>([$($parent.node()),+]).compute_bound().stateful() {
            OpsKind::Tracked(mut prep) => {
                let state = [$(prep.checkpoint(&$parent)),+];
                prep.finish(state, $forward)
            }
            OpsKind::UnTracked(prep) => prep.finish($forward),
        }
    };
}

impl<B: Layers + LayerGradients, C: CheckpointStrategy> Layers for Autodiff<B, C> {
    fn conv(x: FloatTensor<Self>, weight: FloatTensor<Self>, bias: FloatTensor<Self>) -> FloatTensor<Self> {
        #[derive(Debug)]
        struct Conv;
        impl<B: Layers + LayerGradients> Backward<B, 3> for Conv {
            type State = [NodeId; 3];
            fn backward(self, ops: Ops<[NodeId; 3], 3>, grads: &mut Gradients, saved: &mut Checkpointer) {
                affine_backward::<B>(ops, grads, saved, B::conv_x_grad, B::conv_weight_grad);
            }
        }
        record!(
            Conv,
            C,
            [x, weight, bias],
            B::conv(x.into_primitive(), weight.into_primitive(), bias.into_primitive())
        )
    }

    fn conv_relu(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
    ) -> FloatTensor<Self> {
        <Self as ActivationOps<Self>>::relu(Self::conv(x, weight, bias))
    }

    fn up(x: FloatTensor<Self>, weight: FloatTensor<Self>, bias: FloatTensor<Self>) -> FloatTensor<Self> {
        #[derive(Debug)]
        struct Up;
        impl<B: Layers + LayerGradients> Backward<B, 3> for Up {
            type State = [NodeId; 3];
            fn backward(self, ops: Ops<[NodeId; 3], 3>, grads: &mut Gradients, saved: &mut Checkpointer) {
                affine_backward::<B>(ops, grads, saved, B::up_x_grad, B::up_weight_grad);
            }
        }
        record!(
            Up,
            C,
            [x, weight, bias],
            B::up(x.into_primitive(), weight.into_primitive(), bias.into_primitive())
        )
    }

    fn max_pool2(x: FloatTensor<Self>) -> FloatTensor<Self> {
        #[derive(Debug)]
        struct Pool;
        impl<B: Layers + LayerGradients> Backward<B, 1> for Pool {
            type State = [NodeId; 1];
            fn backward(self, ops: Ops<[NodeId; 1], 1>, grads: &mut Gradients, saved: &mut Checkpointer) {
                let grad = grads.consume::<B>(&ops.node);
                let [parent] = ops.parents;
                let x = saved.retrieve_node_output::<FloatTensor<B>>(ops.state[0]);
                if let Some(node) = parent {
                    grads.register::<B>(node.id, B::max_pool2_grad(x, grad));
                }
            }
        }
        record!(Pool, C, [x], B::max_pool2(x.into_primitive()))
    }

    fn moments(x: FloatTensor<Self>) -> FloatTensor<Self> {
        // Off the tape: `norm_relu` differentiates through them.
        FloatTensor::<Self>::new(B::moments(x.into_primitive()))
    }

    fn norm_relu(
        x: FloatTensor<Self>,
        gamma: FloatTensor<Self>,
        beta: FloatTensor<Self>,
        moments: FloatTensor<Self>,
    ) -> FloatTensor<Self> {
        #[derive(Debug)]
        struct Norm;
        impl<B: Layers + LayerGradients> Backward<B, 4> for Norm {
            type State = [NodeId; 4];
            fn backward(self, ops: Ops<[NodeId; 4], 4>, grads: &mut Gradients, saved: &mut Checkpointer) {
                let grad = grads.consume::<B>(&ops.node);
                let [x, gamma, beta, moments] =
                    ops.state.map(|node| saved.retrieve_node_output::<FloatTensor<B>>(node));
                let found = B::norm_relu_grad(x, gamma, beta, moments, grad);
                for (parent, grad) in ops.parents.into_iter().zip(found) {
                    if let Some(node) = parent {
                        grads.register::<B>(node.id, grad);
                    }
                }
            }
        }
        record!(
            Norm,
            C,
            [x, gamma, beta, moments],
            B::norm_relu(
                x.into_primitive(),
                gamma.into_primitive(),
                beta.into_primitive(),
                moments.into_primitive()
            )
        )
    }
}

/// The gradients of an operation that is linear in `x` and `weight` and adds a bias per channel.
fn affine_backward<B: LayerGradients>(
    ops: Ops<[NodeId; 3], 3>,
    grads: &mut Gradients,
    saved: &mut Checkpointer,
    x_grad: fn(FloatTensor<B>, FloatTensor<B>, FloatTensor<B>) -> FloatTensor<B>,
    weight_grad: fn(FloatTensor<B>, FloatTensor<B>, FloatTensor<B>) -> FloatTensor<B>,
) {
    let grad = grads.consume::<B>(&ops.node);
    let [x, weight, _] = ops.state.map(|node| saved.retrieve_node_output::<FloatTensor<B>>(node));
    let [x_node, weight_node, bias_node] = ops.parents;
    if let Some(node) = bias_node {
        grads.register::<B>(node.id, B::bias_grad(grad.clone()));
    }
    if let Some(node) = x_node {
        grads.register::<B>(node.id, x_grad(x.clone(), weight.clone(), grad.clone()));
    }
    if let Some(node) = weight_node {
        grads.register::<B>(node.id, weight_grad(x, weight, grad));
    }
}
