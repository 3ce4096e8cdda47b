namespace Vitrine.Server.SavedSearches;

internal static class SavedSearchServices
{
    public static IServiceCollection AddSavedSearches(this IServiceCollection services) => services
        .AddSingleton<SavedSearchStore>()
        .AddSingleton<SavedSearchReader>()
        .AddSingleton<RecentSearches>()
        .AddSingleton<SearchWatch>()
        .AddHostedService(provider => provider.GetRequiredService<SearchWatch>());
}
