namespace Vitrine.Server.WriteBack;

internal static class WriteBackServices
{
    public static IServiceCollection AddWriteBack(this IServiceCollection services) => services
        .AddSingleton<Ui.WriteBack.WriteBackPages>()
        .AddSingleton<WriteBackReader>()
        .AddSingleton<EmbeddedWriteBack>()
        .AddSingleton<SidecarWriteBack>()
        .AddSingleton<AssetWriteBack>()
        .AddSingleton<WriteBackRecovery>()
        .AddSingleton<WriteBackLane>()
        .AddHostedService(provider => provider.GetRequiredService<WriteBackLane>());
}
