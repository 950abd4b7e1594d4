import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

@Controller()
class Greeting {
  @Get()
  greet(): string {
    return process.env.GREETING ?? 'Hello from NestJS';
  }
}

@Module({ controllers: [Greeting] })
class App {}

void NestFactory.create(App).then((app) => app.enableShutdownHooks().listen(process.env.PORT ?? 3000));
