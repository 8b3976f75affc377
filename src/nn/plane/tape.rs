//! The layer on a device with a tape. No page learns through it: there its gradients would only lengthen the download.

use burn::backend::autodiff::{
    NodeId,
    checkpoint::{base::Checkpointer, strategy::CheckpointStrategy},
    grads::Gradients,
    ops::{Backward, Ops, OpsKind},
};
use burn::backend::{Autodiff, Backend, TensorMetadata, ops::ActivationOps, tensor::FloatTensor};
use burn::tensor::Shape;

use super::{PlaneGradients, PlaneLayers, Steps};

impl<B: PlaneLayers + PlaneGradients, C: CheckpointStrategy> PlaneLayers for Autodiff<B, C> {
    fn conv2d_steps(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        steps: Steps,
    ) -> FloatTensor<Self> {
        let sums = Steps { relu: false, ..steps };
        let out = match Conv.prepare::<C>([x.node(), weight.node(), bias.node()]).compute_bound().stateful() {
            OpsKind::Tracked(mut prep) => {
                let state = (prep.checkpoint(&x), prep.checkpoint(&weight), sums);
                prep.finish(
                    state,
                    B::conv2d_steps(x.into_primitive(), weight.into_primitive(), bias.into_primitive(), sums),
                )
            }
            OpsKind::UnTracked(prep) => prep.finish(B::conv2d_steps(
                x.into_primitive(),
                weight.into_primitive(),
                bias.into_primitive(),
                sums,
            )),
        };
        if steps.relu { <Self as ActivationOps<Self>>::relu(out) } else { out }
    }
}

#[derive(Debug)]
struct Conv;

impl<B: PlaneLayers + PlaneGradients> Backward<B, 3> for Conv {
    type State = (NodeId, NodeId, Steps);

    fn backward(self, ops: Ops<Self::State, 3>, grads: &mut Gradients, saved: &mut Checkpointer) {
        let grad = grads.consume::<B>(&ops.node);
        let (x, weight, steps) = ops.state;
        let x = saved.retrieve_node_output::<FloatTensor<B>>(x);
        let weight = saved.retrieve_node_output::<FloatTensor<B>>(weight);
        let [x_node, weight_node, bias_node] = ops.parents;
        if let Some(node) = bias_node {
            grads.register::<B>(node.id, channel_sums::<B>(grad.clone()));
        }
        if let Some(node) = x_node {
            grads.register::<B>(
                node.id,
                B::conv2d_steps_x_grad(x.clone(), weight.clone(), grad.clone(), steps),
            );
        }
        if let Some(node) = weight_node {
            grads.register::<B>(node.id, B::conv2d_steps_weight_grad(x, weight, grad, steps));
        }
    }
}

/// `[n, c, ...]` to `[c]`: the gradient of a bias.
pub(in crate::nn) fn channel_sums<B: Backend>(grad: FloatTensor<B>) -> FloatTensor<B> {
    let shape = grad.shape();
    let (images, channels) = (shape[0], shape[1]);
    let pixels = shape.num_elements() / (images * channels);
    let planes = B::float_sum_dim(B::float_reshape(grad, Shape::from([images, channels, pixels])), 2);
    B::float_reshape(B::float_sum_dim(planes, 0), Shape::from([channels]))
}
