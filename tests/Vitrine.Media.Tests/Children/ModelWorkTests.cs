using Vitrine.Core.Assets;
using Vitrine.Media.Children;

namespace Vitrine.Media.Tests.Children;

public sealed class ModelWorkTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Handler_TwoLanes_LookAtTwoPicturesSideBySide()
    {
        // Each lane goes on only when the other has a picture in hand too.
        using var both = new Barrier(2);
        var lane = Lane(_ => Assert.True(both.SignalAndWait(ChildBench.Patience, Ending)));

        var answers = await AskAsync(ModelWork.Handler(lane, lane), 4);

        Assert.Equal([1, 2, 3, 4], answers);
    }

    [Fact]
    public async Task Handler_MoreLanesThanPictures_AnswersEachOnce()
    {
        var calls = 0;
        var lane = Lane(_ => Interlocked.Increment(ref calls));

        var answers = await AskAsync(ModelWork.Handler(lane, lane, lane), 1);

        Assert.Equal([1], answers);
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task Handler_OnePictureFails_TheRequestFails()
    {
        var lane = Lane(picture =>
        {
            if (picture == 2)
            {
                throw new InvalidDataException("no picture");
            }
        });

        await Assert.ThrowsAsync<InvalidDataException>(() => AskAsync(ModelWork.Handler(lane, lane), 3));
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 2, 1)]
    [InlineData(4, 3, 1)]
    [InlineData(6, 3, 2)]
    [InlineData(64, 3, 21)]
    public void SplitOf_Cores_UsesNoMoreThanThereAre(int cores, int lanes, int threads) => Assert.Equal((lanes, threads), ModelWork.SplitOf(cores));

    private static Analyze Lane(Action<int> look) => (request, _) =>
    {
        look(request.Preview[0]);
        return Task.FromResult(new ModelAnswer { Milliseconds = new Dictionary<string, double> { ["picture"] = request.Preview[0] } });
    };

    private static async Task<IEnumerable<int>> AskAsync(ChildHandler handler, int count)
    {
        ModelRequest[] requests = [.. Enumerable.Range(1, count).Select(picture => new ModelRequest([(byte)picture], AssetKind.Image, false, ["test"]))];
        var answer = await handler(ModelWire.Write(requests), Ending);
        return ModelWire.ReadAnswers(answer, count).Select(one => (int)one.Milliseconds["picture"]);
    }
}
