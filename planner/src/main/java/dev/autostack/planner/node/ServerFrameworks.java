package dev.autostack.planner.node;

import dev.autostack.planner.node.NodeFramework.Level;
import java.util.List;

/** Frameworks that answer requests and render nothing in the browser. */
final class ServerFrameworks {
    /** Also known by its folder, .meteor. */
    static final NodeFramework METEOR = server("meteor", "meteor-node-stubs");

    static final List<NodeFramework> ALL =
            List.of(
                    server("nestjs", "@nestjs/core"),
                    server("adonisjs", "@adonisjs/core", "@adonisjs/framework"),
                    server("strapi", "@strapi/strapi", "strapi"),
                    server("keystone", "@keystone-6/core", "@keystonejs/keystone", "keystone"),
                    server("medusa", "@medusajs/medusa", "@medusajs/framework"),
                    server("vendure", "@vendure/core"),
                    server("ghost", "ghost"),
                    server("payload", "payload"),
                    server("directus", "directus"),
                    server(
                            "feathers",
                            "@feathersjs/feathers",
                            "@feathersjs/express",
                            "@feathersjs/koa",
                            "feathers"),
                    server("loopback", "@loopback/core", "@loopback/rest", "loopback"),
                    server("sails", "sails"),
                    METEOR,
                    server("egg", "egg"),
                    server("tsed", "@tsed/common", "@tsed/platform-http", "@tsed/platform-express"),
                    server("foal", "@foal/core"),
                    server("probot", "probot"),
                    server("parse-server", "parse-server"),
                    server("actionhero", "actionhero"),
                    server("encore", "encore.dev"),
                    server("midway", "@midwayjs/core", "@midwayjs/web", "@midwayjs/koa"),
                    server("moleculer", "moleculer"),
                    server("redwood", "@redwoodjs/core", "@redwoodjs/api"),
                    server("fastify", "fastify"),
                    server("express", "express"),
                    server("koa", "koa"),
                    server("hono", "hono"),
                    server("hapi", "@hapi/hapi", "hapi"),
                    server("elysia", "elysia"),
                    server("restify", "restify"),
                    server("polka", "polka"),
                    server("tinyhttp", "@tinyhttp/app"),
                    server("hyper-express", "hyper-express"),
                    server("restana", "restana"),
                    server("nitro", "nitropack", "nitro"),
                    server("h3", "h3"),
                    server("micro", "micro"),
                    server("apollo-server", "@apollo/server", "apollo-server"),
                    server("graphql-yoga", "graphql-yoga"),
                    server("json-server", "json-server"),
                    server("socket.io", "socket.io"));

    private ServerFrameworks() {}

    private static NodeFramework server(String id, String... packages) {
        return new NodeFramework(
                id,
                Level.SERVER,
                List.of(packages),
                List.of(),
                List.of(id),
                project -> NodeServing.Program.own(3000));
    }
}
