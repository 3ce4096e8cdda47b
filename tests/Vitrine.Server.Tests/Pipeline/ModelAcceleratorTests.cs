using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Vitrine.Contracts;
using Vitrine.Media.Onnx.Accelerators;
using Vitrine.Server.Hosting;
using Vitrine.Server.Hosting.Verbs;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;
using Vitrine.Server.Tests.Ui;
using Vitrine.Server.Ui.Work;
using Vitrine.Tests.Shared;

namespace Vitrine.Server.Tests.Pipeline;

/// <summary>Where models run, from the command line to the child and back to everybody who is told.</summary>
public sealed class ModelAcceleratorTests
{
    private static readonly AcceleratorFacts SeeminglyHere = new(true, ["/dev/nvidia0"]) { Devices = ["/dev/nvidia0"] };

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", null)]
    [InlineData("--accelerator auto", Accelerator.Auto)]
    [InlineData("--accelerator cpu", Accelerator.Cpu)]
    [InlineData("--port 0 --accelerator cuda", Accelerator.Cuda)]
    public void Options_OfTheCommandLine_AreRead(string arguments, Accelerator? accelerator) =>
        Assert.Equal(accelerator, ServerOptions.Parse(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Accelerator);

    [Theory]
    [InlineData("--accelerator gpu", "--accelerator takes auto, cpu or cuda, not 'gpu'")]
    [InlineData("--accelerator", "--accelerator needs a value")]
    public void Options_ThatMeanNothing_AreRefusedWithASentence(string arguments, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<ArgumentException>(() => ServerOptions.Parse(arguments.Split(' '))).Message);

    [Fact]
    public async Task Cuda_WhereTheChildFindsNone_TagsOnTheProcessorAndSaysSoEverywhere()
    {
        var store = await SharedModels.StoreAsync();
        await using var media = await RealMedia.WithModelsAsync();
        await using var app = await DamApp.StartAsync(Engines.Sqlite, new DamSetup
        {
            Media = media,
            Options = options => options with { Accelerator = Accelerator.Cuda },
            Services = services => services
                .Replace(ServiceDescriptor.Singleton(SeeminglyHere))
                .Replace(ServiceDescriptor.Singleton(store))
                .Replace(ServiceDescriptor.Singleton<IMediaRunner>(provider => provider.GetRequiredService<ChildMedia>())),
        });
        var file = app.Services.GetRequiredService<DataFolder>().Running;
        app.Services.GetRequiredService<Announcement>().Begin();
        Assert.Equal("ok       Models are to run on the graphics card (CUDA); none was needed yet.", DoctorVerb.ModelsRunOn(file, SeeminglyHere));
        Assert.Equal(("cuda", "cuda", "untried", false), Parts(await app.Client.ActivityAsync(Ending)));

        var photo = Directory.GetFiles(SharedFolder.Path("corpus", "photos", "coco"), "*.jpg").Order(StringComparer.Ordinal).First();
        var id = (await app.UploadAsync("photo.jpg", await File.ReadAllBytesAsync(photo, Ending))).Id;
        await app.FinishAsync();

        // The card of these facts is none: the child asked ONNX Runtime, was refused, and worked all the same.
        Assert.Contains((await app.Client.AssetAsync(id, cancellationToken: Ending)).Claims, claim => claim is { About: "tag", State: "suggested" });
        var activity = await app.Client.ActivityAsync(Ending);
        Assert.Equal(0, activity.Failed);
        var code = CudaProvider.File is null ? "no-provider" : activity.Accelerator!.Code;
        Assert.Equal(("cuda", "cpu", code, true), Parts(activity));
        var sentence = activity.Accelerator!.Message;
        Assert.StartsWith("Models run on the processor: ", sentence, StringComparison.Ordinal);
        Assert.Equal($"warning  {sentence}", DoctorVerb.ModelsRunOn(file, SeeminglyHere));
        Assert.Contains(sentence, await app.PageAsync("/activity"), StringComparison.Ordinal);
        Assert.Contains(sentence, await app.PageAsync("/settings"), StringComparison.Ordinal);
        Assert.Contains("Die Modelle laufen auf dem Prozessor: ", await app.PageAsync("/activity", "de"), StringComparison.Ordinal);

        app.Services.GetRequiredService<Announcement>().End();
        Assert.False(File.Exists(file));
    }

    [Theory]
    [InlineData(null, "auto", false)]
    [InlineData(Accelerator.Cuda, "cuda", true)]
    [InlineData(Accelerator.Cpu, "cpu", false)]
    public async Task NothingForCudaHere_IsAProblemOnlyToWhoAskedForIt(Accelerator? asked, string name, bool problem)
    {
        await using var app = await DamApp.StartAsync(Engines.Sqlite, new DamSetup
        {
            Options = options => options with { Accelerator = asked },
            Services = services => services.Replace(ServiceDescriptor.Singleton(new AcceleratorFacts(true, []))),
        });

        var activity = await app.Client.ActivityAsync(Ending);
        Assert.Equal((name, "cpu", name == "cpu" ? "asked" : "no-device", problem), Parts(activity));
        Assert.Equal(problem, (await app.PageAsync("/activity")).Contains(activity.Accelerator!.Message, StringComparison.Ordinal));
        Assert.Contains(activity.Accelerator.Message, await app.PageAsync("/settings"), StringComparison.Ordinal);

        // The child is started as ever: no device, no larger limit.
        Assert.Empty(app.Services.GetRequiredService<ModelAccelerator>().Child("/packs").Devices);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("de")]
    public void Sentences_OfThePages_SayEveryReasonWithItsNames(string language)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = new CultureInfo(language);
        try
        {
            foreach (var reason in Enum.GetValues<AcceleratorReason>())
            {
                var choice = new AcceleratorChoice(reason, ["«one»", "«two»"], false);
                var code = System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(reason.ToString());
                var shown = AcceleratorWords.Sentence(new AcceleratorView("cuda", "cpu", code, choice.Sentence) { Details = choice.Details });
                Assert.Equal(language == "en", shown == choice.Sentence);
                Assert.All(choice.Details, name => Assert.Equal(choice.Sentence.Contains(name, StringComparison.Ordinal), shown.Contains(name, StringComparison.Ordinal)));
            }
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    [Fact]
    public void Doctor_WithoutAServer_SaysWhatOneWouldFind() =>
        Assert.Equal("ok       Models run on the processor: there is no graphics card for CUDA here.", DoctorVerb.ModelsRunOn("/no/such/file", new AcceleratorFacts(true, [])));

    private static (string Asked, string Used, string Code, bool Problem) Parts(ActivityView activity) =>
        (activity.Accelerator!.Asked, activity.Accelerator.Used, activity.Accelerator.Code, activity.Accelerator.Problem);
}
