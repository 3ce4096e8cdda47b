using System.Text.Json;
using System.Text.Json.Serialization;
using Vitrine.Contracts;
using Vitrine.Server.Search.Facets;

namespace Vitrine.Server.Ui;

/// <summary>JSON that pages carry for their modules.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(SearchAnswer))]
[JsonSerializable(typeof(Search.Facets.FacetCount[]))]
internal sealed partial class UiJson : JsonSerializerContext;
