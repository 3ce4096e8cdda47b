using Lucene.Net.Analysis.Core;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Store;
using Lucene.Net.Util;

namespace Vitrine.Benchmarks.Index;

/// <summary>Lucene.Net over texts and tags, in files that it maps into memory.</summary>
internal sealed class LuceneEngine : IEngine, IEngineClient
{
    private readonly FSDirectory directory;
    private DirectoryReader? reader;
    private IndexSearcher? searcher;

    public LuceneEngine(string folder) => directory = FSDirectory.Open(folder);

    public string Name => "Lucene.Net";

    private DirectoryReader Reader => reader ?? throw new InvalidOperationException("Nothing was filled in.");

    private IndexSearcher Searcher => searcher ?? throw new InvalidOperationException("Nothing was filled in.");

    public bool Answers(QuestionKind kind) =>
        kind is QuestionKind.TwoWords or QuestionKind.RareWord or QuestionKind.TypeAhead or QuestionKind.Narrower or QuestionKind.Typing;

    public void Fill(IEnumerable<MadeAsset> assets)
    {
        using var analyzer = new WhitespaceAnalyzer(LuceneVersion.LUCENE_48);
        using (var writer = new IndexWriter(directory, new IndexWriterConfig(LuceneVersion.LUCENE_48, analyzer) { RAMBufferSizeMB = 256 }))
        {
            foreach (var asset in assets)
            {
                var document = new Document
                {
                    new NumericDocValuesField("key", asset.Key),
                    new NumericDocValuesField("added", asset.Added),
                    new TextField("text", string.Join(' ', asset.Text.Select(MadeWords.Of)), Field.Store.NO),
                };
                foreach (var tag in asset.Tags)
                {
                    document.Add(new StringField("tag", MadeWords.Concept(tag.Concept), Field.Store.NO));
                }

                writer.AddDocument(document);
            }

            writer.Commit();
        }

        reader = DirectoryReader.Open(directory);

        // The same numbers in the formula as ours.
        searcher = new IndexSearcher(reader) { Similarity = new BM25Similarity(1.5f, 0.75f) };
    }

    public IEngineClient Connect() => this;

    public void Dispose()
    {
    }

    public void Close()
    {
        reader?.Dispose();
        directory.Dispose();
    }

    public Answer Ask(Question question)
    {
        switch (question.Kind)
        {
            case QuestionKind.TwoWords:
                return Ranked(new BooleanQuery { { Term(question.Word), Occur.MUST }, { Term(question.Other), Occur.MUST } });
            case QuestionKind.RareWord:
                return Ranked(Term(question.Word));
            case QuestionKind.TypeAhead:
                return TypeAhead(question.Typed);
            case QuestionKind.Narrower:
                return Narrower(question);
            default:
                var near = new FuzzyQuery(new Term("text", question.Typed), question.Errors, 0, MadeAssets.Words, true) { MultiTermRewriteMethod = MultiTermQuery.CONSTANT_SCORE_FILTER_REWRITE };
                return Ranked(new BooleanQuery { { near, Occur.MUST }, { Term(question.Other), Occur.MUST } });
        }
    }

    private static TermQuery Term(int word) => new(new Term("text", MadeWords.Of(word)));

    private Answer Ranked(Query query)
    {
        var top = Searcher.Search(query, Question.Page);
        return new Answer(top.TotalHits, top.ScoreDocs.Length, 0);
    }

    private Answer TypeAhead(string beginning)
    {
        var collector = new TotalHitCountCollector();
        Searcher.Search(new PrefixQuery(new Term("text", beginning)), collector);
        var counted = 0L;
        var terms = MultiFields.GetTerms(Reader, "text").GetEnumerator();
        var prefix = new BytesRef(beginning);
        if (terms.SeekCeil(prefix) != TermsEnum.SeekStatus.END)
        {
            do
            {
                if (!StringHelper.StartsWith(terms.Term, prefix))
                {
                    break;
                }

                counted += terms.DocFreq;
            }
            while (terms.MoveNext());
        }

        return new Answer(collector.TotalHits, counted, 0);
    }

    private Answer Narrower(Question question)
    {
        var any = new BooleanQuery();
        foreach (var concept in question.Concepts!)
        {
            any.Add(new TermQuery(new Term("tag", MadeWords.Concept(concept))), Occur.SHOULD);
        }

        var query = new BooleanQuery { { any, Occur.MUST }, { new TermQuery(new Term("tag", MadeWords.Concept(question.Without))), Occur.MUST_NOT } };
        var top = Searcher.Search(query, Question.Page, new Sort(new SortField("added", SortFieldType.INT64, true)));
        var keys = MultiDocValues.GetNumericValues(Reader, "key");
        return new Answer(top.TotalHits, 0, top.ScoreDocs.Sum(hit => keys.Get(hit.Doc)));
    }
}
