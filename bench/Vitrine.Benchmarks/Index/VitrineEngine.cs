using Vitrine.Core.Places;
using Vitrine.Core.Search.Index;

namespace Vitrine.Benchmarks.Index;

/// <summary>Vitrine's index in memory.</summary>
internal sealed class VitrineEngine : IEngine, IEngineClient
{
    private readonly IndexField name, folder, kind, tag, few, many, options, flag, word, text, words, person, collection, camera, format;
    private readonly IndexField added, taken, bytes, latitude, longitude, number, date, rating, cover, pick, width, height, pixels, duration;

    public VitrineEngine()
    {
        IndexField Values(string called) => Fields.Get(called, IndexFieldType.Values);
        IndexField Number(string called) => Fields.Get(called, IndexFieldType.Number);
        (name, folder, kind, few, many) = (Values("sort"), Values("folder"), Values("kind"), Values("few"), Values("many"));
        (options, flag, word) = (Values("options"), Values("flag"), Values("word"));
        tag = Fields.Get("tag", IndexFieldType.Parts);
        (text, words) = (Fields.Get("text", IndexFieldType.Words), Fields.Get("name", IndexFieldType.Words));
        (added, taken, bytes, latitude, longitude) = (Number("added"), Number("taken"), Number("bytes"), Number("latitude"), Number("longitude"));
        (number, date, rating, cover) = (Number("number"), Number("date"), Number("rating"), Number("cover"));
        (person, collection, camera, format) = (Fields.Get("person", IndexFieldType.Parts), Values("collection"), Values("camera"), Values("format"));
        (pick, width, height, pixels, duration) = (Number("pick"), Number("width"), Number("height"), Number("pixels"), Number("duration"));
        Index = new MemoryIndex(Fields);
    }

    public IndexFields Fields { get; } = new();

    public MemoryIndex Index { get; set; }

    public string Name => "Vitrine";

    public bool Answers(QuestionKind kind) => true;

    public IEngineClient Connect() => this;

    public void Dispose()
    {
    }

    public IndexDocument Document(MadeAsset asset)
    {
        var document = new IndexDocument(asset.Key)
            .Words(text, asset.Text.Select(MadeWords.Of)).Words(words, asset.Name.Split(' ')).Value(name, asset.Name).Value(folder, MadeWords.Folder(asset.Folder))
            .Value(kind, MadeWords.Kinds[asset.Kind]).Value(few, MadeWords.Option(asset.Few)).Value(many, MadeWords.Option(asset.Many))
            .Value(flag, asset.Flag ? "yes" : "no").Value(word, MadeWords.Of(asset.Word))
            .Number(added, asset.Added).Number(bytes, asset.Bytes).Number(date, asset.Date).Value(format, MadeWords.Format(asset.Format)).Number(pick, asset.Pick);
        foreach (var one in asset.People)
        {
            document.Part(person, Who(one), new IndexPart(10_000, 1, 2));
        }

        foreach (var one in asset.Collections)
        {
            document.Value(collection, MadeWords.Collection(one));
        }

        if (asset.Camera is { } taker)
        {
            document.Value(camera, MadeWords.Camera(taker));
        }

        foreach (var option in asset.Options)
        {
            document.Value(options, MadeWords.Option(option));
        }

        foreach (var (concept, confidence, source, state) in asset.Tags)
        {
            document.Part(tag, MadeWords.Concept(concept), new IndexPart(confidence, source, state));
        }

        Maybe(taken, asset.Taken);
        Maybe(latitude, asset.Latitude);
        Maybe(longitude, asset.Longitude);
        Maybe(number, asset.Number);
        Maybe(cover, asset.Cover);
        Maybe(rating, asset.Rating == 0 ? null : asset.Rating);
        Maybe(width, asset.Width);
        Maybe(height, asset.Height);
        Maybe(pixels, (double?)asset.Width * asset.Height);
        Maybe(duration, asset.Duration);
        return document;

        void Maybe(IndexField field, double? value)
        {
            if (value is { } known)
            {
                document.Number(field, known);
            }
        }
    }

    public Answer Ask(Question question) => question.Kind switch
    {
        QuestionKind.Facets => Facets(question, null),
        QuestionKind.TwoWords => Ranked(new IndexFilter.And([Term(question.Word), Term(question.Other)]), [question.Word, question.Other]),
        QuestionKind.RareWord => Ranked(Term(question.Word), [question.Word]),
        QuestionKind.TypeAhead => TypeAhead(question),
        QuestionKind.Narrower => Sorted(
            new IndexFilter.And([new IndexFilter.AnyTerm(tag, [.. question.Concepts!.Select(MadeWords.Concept)]), new IndexFilter.Not(IndexFilter.Term(tag, MadeWords.Concept(question.Without)))]),
            new IndexSort(added, true)),
        QuestionKind.Months => Months(question),
        QuestionKind.OneClaim => Sorted(
            new IndexFilter.SamePart(tag, [MadeWords.Concept(question.Concepts![0])], new PartCondition(question.Least, Sources: (ushort)(1 << question.Source))),
            new IndexSort(added, true)),
        QuestionKind.DeepName => Sorted(new IndexFilter.All(), new IndexSort(name, false), Index.Generation.Count / 100 * 95),
        QuestionKind.Circle => Circle(question),
        QuestionKind.ByHand => ByHand(question),
        _ => Ranked(new IndexFilter.And([new IndexFilter.Near(text, question.Typed, question.Errors), Term(question.Other)]), [question.Other]),
    };

    /// <summary>As <see cref="QuestionKind.Facets"/>, with groups shown as one.</summary>
    public Answer Together(Question question) => Facets(question, cover);

    private static string Who(int person) => person.ToString(System.Globalization.CultureInfo.InvariantCulture) + "/";

    private IndexFilter Term(int one) => IndexFilter.Term(text, MadeWords.Of(one));

    private Answer Facets(Question question, IndexField? groups)
    {
        IndexFilter filter = question.Width switch
        {
            0 => IndexFilter.Term(tag, MadeWords.Concept(question.Concepts![0])),
            1 => new IndexFilter.And([IndexFilter.Term(kind, MadeWords.Kinds[0]), IndexFilter.Term(few, MadeWords.Option(question.Few))]),
            _ => IndexFilter.Term(flag, "yes"),
        };
        var found = Index.Generation.Find(filter);
        var counted = 0L;
        foreach (var field in (ReadOnlySpan<IndexField>)[tag, kind, few, many, options])
        {
            counted += found.Count(field, groups).Sum(one => (long)one.Assets);
        }

        var shown = groups is null ? found : found.Together(groups);
        return new Answer(shown.Total, counted, Page(shown, new IndexSort(number, false)));
    }

    private Answer Ranked(IndexFilter filter, int[] ranked)
    {
        var found = Index.Generation.Find(filter);
        var hits = found.Hits(new IndexOrder([new IndexSort(null, true)], Question.Page) { Ranked = [.. ranked.Select(one => new RankedTerm(text, MadeWords.Of(one)))] });
        return new Answer(found.Total, hits.Count, 0);
    }

    private Answer TypeAhead(Question question)
    {
        var found = Index.Generation.Find(new IndexFilter.Prefix(text, question.Typed));
        return new Answer(found.Total, found.Count(text, beginning: question.Typed).Sum(one => (long)one.Assets), 0);
    }

    private Answer Months(Question question)
    {
        var found = Index.Generation.Find(new IndexFilter.Range(taken, question.Since, question.Until));
        return new Answer(found.Total, found.Histogram(taken, Questions.Months(question)).Select((count, month) => (long)count * (month + 1)).Sum(), 0);
    }

    private Answer Circle(Question question)
    {
        var found = Index.Generation.Find(new IndexFilter.Circle(latitude, longitude, new GeoPosition(question.Latitude, question.Longitude), question.Kilometres));
        return new Answer(found.Total, found.Count(tag).Sum(one => (long)one.Assets), Page(found, new IndexSort(added, true)));
    }

    /// <summary>The places in the collection come from outside, as a server reads them for the first page.</summary>
    private Answer ByHand(Question question)
    {
        var generation = Index.Generation;
        var members = IndexFilter.Term(collection, MadeWords.Collection(question.Collection));
        var places = GivenOrder.OfKeys(generation.Find(members).Keys().ConvertAll(key => (key, (double)MadeAssets.Position(key, question.Collection))));
        var found = generation.Find(new IndexFilter.And(
            [members, new IndexFilter.Range(rating, 3, null), new IndexFilter.SamePart(person, [Who(question.Person)], PartCondition.Any, AreBeginnings: true)]));
        return new Answer(found.Total, found.Count(camera).Sum(one => (long)one.Assets), Page(found, new IndexSort(null, false) { Given = places }));
    }

    private Answer Sorted(IndexFilter filter, IndexSort sort, int offset = 0)
    {
        var found = Index.Generation.Find(filter);
        return new Answer(found.Total, 0, Page(found, sort, offset));
    }

    private static long Page(FoundAssets found, IndexSort sort, int offset = 0) => found.Hits(new IndexOrder([sort], Question.Page) { Offset = offset }).Sum(hit => hit.Key);
}
