package dev.autostack.planner.python;

import java.util.List;
import java.util.Set;

/**
 * A web framework of Python.
 *
 * @param distributions names on PyPI, normalised
 * @param module what sources import
 * @param classes whose instance is the app; empty when there is none
 * @param strong false for a package that others bring along: then only an import is evidence
 */
record PythonFramework(
        String id,
        List<String> distributions,
        String module,
        Set<String> classes,
        int port,
        boolean strong,
        Run run) {

    /** What runs the app. */
    enum Run {
        DJANGO,
        ASGI,
        WSGI,
        STREAMLIT,
        PYRAMID,
        PROGRAM
    }

    /** Order decides among equals: what stands on another comes before it. */
    static final List<PythonFramework> ALL =
            List.of(
                    of(
                            "django",
                            "django",
                            8000,
                            Run.DJANGO,
                            Set.of(),
                            "django",
                            "djangorestframework",
                            "wagtail",
                            "django-ninja"),
                    of("streamlit", "streamlit", 8501, Run.STREAMLIT, Set.of(), "streamlit"),
                    of("gradio", "gradio", 7860, Run.PROGRAM, Set.of(), "gradio"),
                    of("reflex", "reflex", 3000, Run.PROGRAM, Set.of(), "reflex"),
                    of("chainlit", "chainlit", 8000, Run.PROGRAM, Set.of(), "chainlit"),
                    of("nicegui", "nicegui", 8080, Run.PROGRAM, Set.of(), "nicegui"),
                    of("flet", "flet", 8550, Run.PROGRAM, Set.of(), "flet"),
                    of("mesop", "mesop", 32123, Run.PROGRAM, Set.of(), "mesop"),
                    of("solara", "solara", 8765, Run.PROGRAM, Set.of(), "solara"),
                    of("taipy", "taipy", 5000, Run.PROGRAM, Set.of(), "taipy", "taipy-gui"),
                    of("pywebio", "pywebio", 8080, Run.PROGRAM, Set.of(), "pywebio"),
                    of("fasthtml", "fasthtml", 5001, Run.PROGRAM, Set.of(), "python-fasthtml"),
                    of("frappe", "frappe", 8000, Run.PROGRAM, Set.of(), "frappe"),
                    of("dash", "dash", 8050, Run.WSGI, Set.of("Dash"), "dash"),
                    of(
                            "fastapi",
                            "fastapi",
                            8000,
                            Run.ASGI,
                            Set.of("FastAPI"),
                            "fastapi",
                            "sqlmodel"),
                    of(
                            "litestar",
                            "litestar",
                            8000,
                            Run.ASGI,
                            Set.of("Litestar"),
                            "litestar",
                            "starlite"),
                    of(
                            "blacksheep",
                            "blacksheep",
                            8000,
                            Run.ASGI,
                            Set.of("Application"),
                            "blacksheep"),
                    of("esmerald", "esmerald", 8000, Run.ASGI, Set.of("Esmerald"), "esmerald"),
                    of("quart", "quart", 8000, Run.ASGI, Set.of("Quart"), "quart"),
                    of("sanic", "sanic", 8000, Run.PROGRAM, Set.of("Sanic"), "sanic"),
                    of("robyn", "robyn", 8080, Run.PROGRAM, Set.of("Robyn"), "robyn"),
                    of(
                            "flask",
                            "flask",
                            8000,
                            Run.WSGI,
                            Set.of("Flask", "APIFlask", "OpenAPI", "Connexion"),
                            "flask",
                            "flask-restful",
                            "flask-restx",
                            "apiflask",
                            "connexion"),
                    of("pyramid", "pyramid", 6543, Run.PYRAMID, Set.of(), "pyramid"),
                    of("falcon", "falcon", 8000, Run.WSGI, Set.of("App", "API"), "falcon"),
                    of("emmett", "emmett", 8000, Run.PROGRAM, Set.of(), "emmett"),
                    of("py4web", "py4web", 8000, Run.PROGRAM, Set.of(), "py4web"),
                    of("turbogears", "tg", 8080, Run.PROGRAM, Set.of(), "turbogears2"),
                    of("web.py", "web", 8080, Run.PROGRAM, Set.of(), "web-py"),
                    of("hug", "hug", 8000, Run.PROGRAM, Set.of(), "hug"),
                    of("eve", "eve", 5000, Run.WSGI, Set.of("Eve"), "eve"),
                    of("bottle", "bottle", 8080, Run.PROGRAM, Set.of(), "bottle"),
                    of("cherrypy", "cherrypy", 8080, Run.PROGRAM, Set.of(), "cherrypy"),
                    of("masonite", "masonite", 8000, Run.PROGRAM, Set.of(), "masonite"),
                    weak(
                            "starlette",
                            "starlette",
                            8000,
                            Run.ASGI,
                            Set.of("Starlette"),
                            "starlette"),
                    weak("aiohttp", "aiohttp", 8080, Run.PROGRAM, Set.of(), "aiohttp"),
                    weak("tornado", "tornado", 8888, Run.PROGRAM, Set.of(), "tornado"));

    private static PythonFramework of(
            String id,
            String module,
            int port,
            Run run,
            Set<String> classes,
            String... distributions) {
        return new PythonFramework(id, List.of(distributions), module, classes, port, true, run);
    }

    private static PythonFramework weak(
            String id,
            String module,
            int port,
            Run run,
            Set<String> classes,
            String... distributions) {
        return new PythonFramework(id, List.of(distributions), module, classes, port, false, run);
    }
}
