using Vitrine.Media.Analyzers;
using Vitrine.Server.Pipeline;

namespace Vitrine.Tests.Shared;

/// <summary>A media runner that works inside the test's process: <see cref="PlayedMedia"/> or <see cref="RealMedia"/>.</summary>
public interface ITestMedia : IMediaRunner
{
    /// <summary>How many pictures analyzers were asked about.</summary>
    int Analyses { get; }

    /// <summary>The analyzers it can run; they become the pipeline's.</summary>
    IReadOnlyList<AnalyzerInfo> Analyzers { get; }
}
