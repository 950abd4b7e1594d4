var app = WebApplication.Create(args);
app.MapGet("/", () => "Hello from ASP.NET Core\n");
app.Run();
