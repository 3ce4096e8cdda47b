using Vitrine.Media.Onnx.Accelerators;

namespace Vitrine.Media.Tests.Onnx.Accelerators;

/// <summary>What the runtime and the loader say, as it is shown.</summary>
public sealed class CudaProviderTests
{
    [Theory]
    [InlineData("libcudnn.so.9", "cuDNN")]
    [InlineData("libcublasLt.so.12", "CUDA")]
    [InlineData("libcuda.so.1", "the graphics driver")]
    public void MissingLibrary_OfTheLoadersMessage_IsNamedWithWhereItComesFrom(string library, string from)
    {
        var said = $"""
            Unable to load shared library '/opt/vitrine/libonnxruntime_providers_cuda.so' or one of its dependencies. In order to help diagnose loading problems, consider using a tool like strace:
            /opt/vitrine/libonnxruntime_providers_cuda.so: cannot open shared object file: No such file or directory
            {library}: cannot open shared object file: No such file or directory
            """;

        Assert.Equal($"{library} ({from})", CudaProvider.MissingLibrary(said));
    }

    [Fact]
    public void MissingLibrary_OfAnotherMessage_IsNone() => Assert.Null(CudaProvider.MissingLibrary("CUDA failure 100: no CUDA-capable device is detected"));

    [Theory]
    [InlineData(
        "[ErrorCode:RuntimeException] /build/core/providers/cuda/cuda_call.cc:129 std::conditional_t<THRW, void, Status> CudaCall() CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version ; GPU=0 ; hostname=nas ; file=cuda_execution_provider.cc",
        "CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version")]
    [InlineData("[ErrorCode:Fail] CUDA execution provider is not enabled in this build.\nmore", "CUDA execution provider is not enabled in this build.")]
    public void Shorten_WhatTheRuntimeSays_LeavesTheReason(string said, string reason) => Assert.Equal(reason, CudaProvider.Shorten(said));

    [Fact]
    public void Shorten_ALongMessage_IsCut() => Assert.Equal(201, CudaProvider.Shorten(new string('x', 5000)).Length);
}
