package dev.autostack.planner.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.files.MemoryFiles;
import dev.autostack.planner.parse.Malformed;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LambdaImagesTest {
    private static LambdaImages.Kind kind(String text) throws Malformed {
        Dockerfile file = Dockerfile.parse(text);
        return LambdaImages.of(file, file.last());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\uFEFFFROM public.ecr.aws/lambda/python:3.13\n",
                "FROM public.ecr.aws/lambda/python:3.13\r\nCOPY app.py .\r\n",
                "from public.ecr.aws/lambda/nodejs:22 As App\n",
                "FROM public.ecr.aws/lambda/dotnet:8 AS base\nFROM sdk AS build\nFROM build AS publish\nFROM BASE AS final\n",
                "FROM public.ecr.aws/sam/build-java21 AS build\nRUN make\nFROM public.ecr.aws/lambda/java:21\n",
                "ARG V=3.12\nFROM public.ecr.aws/lambda/python:${V}\n",
                "FROM public.ecr.aws/lambda/python:${V:-3.12}\n",
                "ARG V=\"3.12\"\nFROM public.ecr.aws/lambda/python:$V\n",
                "ARG V\nFROM public.ecr.aws/lambda/python:${V}\n",
                "FROM --platform=$BUILDPLATFORM public.ecr.aws/lambda/provided:al2023\n",
                "FROM public.ecr.aws/lambda/python@sha256:0123456789abcdef\n",
                "FROM public.ecr.aws/lambda/python:3.13@sha256:0123456789abcdef\n",
                "FROM amazon/aws-lambda-python\n",
                "FROM docker.io/amazon/aws-lambda-ruby:3.3\n",
                "FROM index.docker.io/amazon/aws-lambda-go:1\n",
                "FROM \\\n  public.ecr.aws/lambda/python:3.13\n",
                "# escape=`\nFROM `\n public.ecr.aws/lambda/python:3.13\n",
                "# syntax=docker/dockerfile:1\nFROM public.ecr.aws/lambda/python:3.13-arm64\n",
                "FROM public.ecr.aws/lambda/nodejs:alami\n",
                "FROM public.ecr.aws/lambda/java:8.al2\n"
            })
    void lambdaBaseImagesAreRecognised(String text) throws Malformed {
        assertThat(kind(text)).isEqualTo(LambdaImages.Kind.BASE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FROM public.ecr.aws/lambda/python:3.13 AS build\nFROM debian:bookworm-slim\n",
                "FROM python:3.13\nARG BASE=public.ecr.aws/lambda/python\nRUN echo $BASE\n",
                "FROM debian\n# FROM public.ecr.aws/lambda/python:3.13\n",
                "FROM debian\nRUN docker pull public.ecr.aws/lambda/python\nLABEL a=public.ecr.aws/lambda/python\n",
                "FROM debian\nCOPY --from=public.ecr.aws/lambda/python:3.13 /x /x\n",
                "FROM debian\nRUN <<EOF\nFROM public.ecr.aws/lambda/python:3.13\nEOF\n",
                "FROM acme/lambda/python-utils\n",
                "FROM amazon/aws-lambda-pythonista\n",
                "FROM public.ecr.aws/lambda-x/python\n",
                "FROM {{ base }}\n",
                "FROM public.ecr.aws/lambda/{{runtime}}\n",
                "ARG IMAGE\nFROM ${IMAGE}\n",
                "FROM public.ecr.aws/lambda/python:3.13 AS a\nFROM scratch\n",
                "FROM debian AS amazon/aws-lambda-python\nFROM debian\n",
                "FROM public.ecr.aws/sam/build-python3.12\n",
                "FROM lambci/lambda:python3.8\n"
            })
    void otherImagesAreNot(String text) throws Malformed {
        assertThat(kind(text)).isEqualTo(LambdaImages.Kind.NO);
    }

    @Test
    void aPathOfOnesOwnRegistryIsOnlyLikely() throws Malformed {
        assertThat(
                        kind(
                                "FROM 123456789012.dkr.ecr.eu-west-1.amazonaws.com/mirror/lambda/python:3.13\n"))
                .isEqualTo(LambdaImages.Kind.COPY);
    }

    @Test
    void anAliasShadowsAnImageOfThatName() throws Malformed {
        assertThat(kind("FROM debian AS python\nFROM python\n")).isEqualTo(LambdaImages.Kind.NO);
    }

    @Test
    void anotherTargetMayBeTheFunction() {
        SourceTree tree =
                SourceTree.of(
                        MemoryFiles.of(
                                Map.of(
                                        "Dockerfile",
                                        "FROM public.ecr.aws/lambda/python:3.13 AS function\nFROM debian AS web\n")),
                        "");
        assertThat(OwnDockerfile.read(tree, "Dockerfile", "function"))
                .isInstanceOfSatisfying(
                        OwnDockerfile.Found.Usable.class,
                        usable ->
                                assertThat(LambdaPlan.candidate(tree, usable.file())).isNotNull());
    }

    @Test
    void theWebAdapterMakesAnOrdinaryWebApp() {
        SourceTree tree =
                SourceTree.of(
                        MemoryFiles.of(
                                Map.of(
                                        "Dockerfile",
                                        "FROM public.ecr.aws/lambda/nodejs:22\nCOPY --from=public.ecr.aws/awsguru/aws-lambda-adapter:0.9.0 /lambda-adapter /opt/extensions/lambda-adapter\n")),
                        "");
        assertThat(OwnDockerfile.find(tree))
                .isInstanceOfSatisfying(
                        OwnDockerfile.Found.Usable.class,
                        usable -> assertThat(LambdaPlan.candidate(tree, usable.file())).isNull());
    }
}
