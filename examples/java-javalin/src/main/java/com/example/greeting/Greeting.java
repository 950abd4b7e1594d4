package com.example.greeting;

import io.javalin.Javalin;

public final class Greeting {
    public static void main(String[] arguments) {
        int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "7070"));
        Javalin.create()
                .get("/", context -> context.result("Hello from Javalin\n"))
                .start(port);
    }
}
