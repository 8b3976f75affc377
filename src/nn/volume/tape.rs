//! The layers on a device with a tape. No page learns through it: there its gradients would only lengthen the download.

use burn::backend::autodiff::{
    NodeId,
    checkpoint::{base::Checkpointer, strategy::CheckpointStrategy},
    grads::Gradients,
    ops::{Backward, Ops, OpsKind},
};
use burn::backend::{Autodiff, ops::ActivationOps, tensor::FloatTensor};

use super::{VolumeGradients, VolumeLayers};
use crate::nn::plane::tape::channel_sums;

impl<B: VolumeLayers + VolumeGradients, C: CheckpointStrategy> VolumeLayers for Autodiff<B, C> {
    fn conv3d_same(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        stride: [usize; 3],
        relu: bool,
    ) -> FloatTensor<Self> {
        let sums = |x: FloatTensor<Self>, weight: FloatTensor<Self>, bias: FloatTensor<Self>| {
            B::conv3d_same(x.into_primitive(), weight.into_primitive(), bias.into_primitive(), stride, false)
        };
        let out = match Conv.prepare::<C>([x.node(), weight.node(), bias.node()]).compute_bound().stateful() {
            OpsKind::Tracked(mut prep) => {
                let state = (prep.checkpoint(&x), prep.checkpoint(&weight), stride);
                prep.finish(state, sums(x, weight, bias))
            }
            OpsKind::UnTracked(prep) => prep.finish(sums(x, weight, bias)),
        };
        if relu { <Self as ActivationOps<Self>>::relu(out) } else { out }
    }

    fn max_pool3d_same(x: FloatTensor<Self>, kernel: [usize; 3], stride: [usize; 3]) -> FloatTensor<Self> {
        match Pool.prepare::<C>([x.node()]).compute_bound().stateful() {
            OpsKind::Tracked(mut prep) => {
                let state = (prep.checkpoint(&x), kernel, stride);
                prep.finish(state, B::max_pool3d_same(x.into_primitive(), kernel, stride))
            }
            OpsKind::UnTracked(prep) => prep.finish(B::max_pool3d_same(x.into_primitive(), kernel, stride)),
        }
    }
}

#[derive(Debug)]
struct Conv;

impl<B: VolumeGradients> Backward<B, 3> for Conv {
    type State = (NodeId, NodeId, [usize; 3]);

    fn backward(self, ops: Ops<Self::State, 3>, grads: &mut Gradients, saved: &mut Checkpointer) {
        let grad = grads.consume::<B>(&ops.node);
        let (x, weight, stride) = ops.state;
        let x = saved.retrieve_node_output::<FloatTensor<B>>(x);
        let weight = saved.retrieve_node_output::<FloatTensor<B>>(weight);
        let [x_node, weight_node, bias_node] = ops.parents;
        if let Some(node) = bias_node {
            grads.register::<B>(node.id, channel_sums::<B>(grad.clone()));
        }
        if let Some(node) = x_node {
            let found = B::conv3d_same_x_grad(x.clone(), weight.clone(), grad.clone(), stride);
            grads.register::<B>(node.id, found);
        }
        if let Some(node) = weight_node {
            grads.register::<B>(node.id, B::conv3d_same_weight_grad(x, weight, grad, stride));
        }
    }
}

#[derive(Debug)]
struct Pool;

impl<B: VolumeGradients> Backward<B, 1> for Pool {
    type State = (NodeId, [usize; 3], [usize; 3]);

    fn backward(self, ops: Ops<Self::State, 1>, grads: &mut Gradients, saved: &mut Checkpointer) {
        let grad = grads.consume::<B>(&ops.node);
        let (x, kernel, stride) = ops.state;
        let x = saved.retrieve_node_output::<FloatTensor<B>>(x);
        let [parent] = ops.parents;
        if let Some(node) = parent {
            grads.register::<B>(node.id, B::max_pool3d_same_grad(x, grad, kernel, stride));
        }
    }
}
