import { startCompute } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
await startCompute();
async function time(name: string, flops: number, f: () => tf.Tensor) { for(let i=0;i<5;i++){const t=f(); await t.data(); t.dispose();} let best=1e9, sum=0; for(let i=0;i<20;i++){const s=performance.now(); const t=f(); await t.slice(0,1).data().catch(()=>t.data()); const e=performance.now()-s; best=Math.min(best,e); sum+=e; t.dispose();} console.log(name, "best", best.toFixed(2), "mean", (sum/20).toFixed(2), (flops/best/1e6).toFixed(0),"GFLOP/s"); }
for (const [m,k,n] of [[2048,2048,2048],[6272,1024,128],[6272,128,1024]]) { const a=tf.randomNormal([m,k]), b=tf.randomNormal([k,n]); await time(`${m}x${k}x${n}`, 2*m*k*n, ()=>tf.matMul(a as tf.Tensor2D,b as tf.Tensor2D)); }
{ const a=tf.randomNormal([6272,1024]) as tf.Tensor2D, b=tf.randomNormal([6272,128]) as tf.Tensor2D; await time("1024x6272x128 (tA)", 2*6272*1024*128, ()=>tf.matMul(a,b,true,false)); }
const x=tf.randomNormal([128,14,14,64]) as tf.Tensor4D, w=tf.randomNormal([4,4,64,128]) as tf.Tensor4D, y=tf.randomNormal([128,7,7,128]) as tf.Tensor4D;
await time("conv fwd", 1.644e9, ()=>tf.conv2d(x,w,2,"same"));
await time("conv bwd data", 1.644e9, ()=>tf.conv2dTranspose(y,w,[128,14,14,64],2,"same"));
const x2=tf.randomNormal([128,8,8,256]) as tf.Tensor4D, w2=tf.randomNormal([2,2,256,128]) as tf.Tensor4D;
await time("s2d conv fwd valid 2x2", 1.644e9, ()=>tf.conv2d(x2,w2,1,"valid"));
await time("patches", 1, ()=>tf.pad(x,[[0,0],[1,1],[1,1],[0,0]]));
