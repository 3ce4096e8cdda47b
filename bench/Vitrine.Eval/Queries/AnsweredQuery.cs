using Vitrine.Contracts;
using Vitrine.Eval.Statistics;

namespace Vitrine.Eval.Queries;

/// <summary>A judged query and what the server found.</summary>
/// <param name="Found">The photographs of the corpus among the results, the best first.</param>
/// <param name="Total">All results, with documents and edited copies.</param>
/// <param name="TotalStrong">Of all results, the strong ones.</param>
/// <param name="Understood">The query that the words were read as; null where they were not read as ordinary language.</param>
internal sealed record AnsweredQuery(JudgedQuery Query, IReadOnlyList<FoundPicture> Found, long Total, long TotalStrong, string? Understood)
{
    private const int FirstRow = 5;

    /// <summary>Of all results, the pictures.</summary>
    public int TotalPictures { get; init; }

    /// <summary>Of the first five results, or of as many as are right where fewer are: a place that stays empty counts as wrong.</summary>
    public Share First
    {
        get
        {
            var places = Math.Min(FirstRow, Query.Right.Count);
            return new Share(Found.Take(places).Count(IsRight), places);
        }
    }

    /// <summary>Of the right pictures, those found at all.</summary>
    public Share Recalled => new(Found.Count(IsRight), Query.Right.Count);

    /// <summary>Of the results called strong, those that are right.</summary>
    public Share Strong => new(Found.Count(picture => picture.IsStrong && IsRight(picture)), Found.Count(picture => picture.IsStrong));

    private bool IsRight(FoundPicture picture) => Query.Right.Contains(picture.Path);
}

/// <summary>A picture among the results.</summary>
/// <param name="Path">Below <c>photos/</c>.</param>
/// <param name="IsStrong">Results without bands count as strong: nothing tells a person that they may be wrong.</param>
internal sealed record FoundPicture(string Path, bool IsStrong)
{
    private const string Root = "/photos/";

    public static FoundPicture Of(SearchItem item)
    {
        var path = $"{item.Folder}/{item.Name}";
        return new FoundPicture(path.StartsWith(Root, StringComparison.Ordinal) ? path[Root.Length..] : path, item.Band != "possible");
    }
}
