package dev.autostack.planner.python;

import dev.autostack.planner.image.SystemPackages;
import dev.autostack.planner.image.SystemPackages.Need;
import java.util.ArrayList;
import java.util.List;

/**
 * What distributions of PyPI need of the system: those without wheels a compiler and headers, and
 * some a shared library or a program that no wheel holds. From their installation instructions; the
 * names are those of Debian 12 and 13.
 */
final class PythonLibraries {
    private static final List<Need> KNOWN =
            List.of(
                    need("psycopg2", "gcc libc6-dev libpq-dev", "libpq5"),
                    need("psycopg-c", "gcc libc6-dev libpq-dev", "libpq5"),
                    need(
                            "mysqlclient",
                            "gcc libc6-dev pkg-config default-libmysqlclient-dev",
                            "libmariadb3"),
                    need(
                            "flask-mysqldb",
                            "gcc libc6-dev pkg-config default-libmysqlclient-dev",
                            "libmariadb3"),
                    need("uwsgi", "gcc libc6-dev", ""),
                    need(
                            "python-ldap",
                            "gcc libc6-dev libldap-dev libsasl2-dev",
                            "libldap-dev libsasl2-2"),
                    need(
                            "django-auth-ldap",
                            "gcc libc6-dev libldap-dev libsasl2-dev",
                            "libldap-dev libsasl2-2"),
                    need(
                            "xmlsec",
                            "gcc libc6-dev pkg-config libxml2-dev libxmlsec1-dev libxmlsec1-openssl",
                            "libxmlsec1-openssl"),
                    need(
                            "python3-saml",
                            "gcc libc6-dev pkg-config libxml2-dev libxmlsec1-dev libxmlsec1-openssl",
                            "libxmlsec1-openssl"),
                    need("pycairo", "gcc libc6-dev pkg-config libcairo2-dev", "libcairo2"),
                    need("cairosvg", "", "libcairo2"),
                    need("weasyprint", "", "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"),
                    need("opencv-python", "", "libgl1 libglib2.0-0"),
                    need("opencv-contrib-python", "", "libgl1 libglib2.0-0"),
                    need("pyaudio", "gcc libc6-dev portaudio19-dev", "libportaudio2"),
                    need("dlib", "cmake g++ make", ""),
                    need("face-recognition", "cmake g++ make", ""),
                    need("pycrypto", "gcc libc6-dev", ""),
                    need("netifaces", "gcc libc6-dev", ""),
                    need("pygraphviz", "gcc libc6-dev pkg-config libgraphviz-dev", "graphviz"),
                    need("graphviz", "", "graphviz"),
                    need("python-magic", "", "libmagic1"),
                    need("pdf2image", "", "poppler-utils"),
                    need("pytesseract", "", "tesseract-ocr"),
                    need("pydub", "", "ffmpeg"),
                    need("ffmpeg-python", "", "ffmpeg"),
                    need("openai-whisper", "", "ffmpeg"));

    private static final List<Need> COMPILER = List.of(need("", "gcc g++ libc6-dev", ""));

    private PythonLibraries() {}

    static SystemPackages of(Requirements requirements) {
        List<Need> known = new ArrayList<>(KNOWN);
        String psycopg = requirements.text("psycopg");
        boolean wheel = psycopg.contains("binary") || requirements.has("psycopg-binary");
        if (!wheel) {
            // Without a wheel of its own it loads the library of the system (psycopg.org,
            // Installation).
            known.add(
                    need(
                            "psycopg",
                            psycopg.contains("[c") ? "gcc libc6-dev libpq-dev" : "",
                            "libpq5"));
        }
        SystemPackages needed = SystemPackages.of(known, requirements::has);
        if (Wheels.mayCompile(requirements)) {
            needed = SystemPackages.of(COMPILER, each -> true).and(needed);
        }
        return requirements.fetchesByGit() ? needed.and(SystemPackages.git()) : needed;
    }

    private static Need need(String library, String build, String run) {
        return new Need(library, words(build), words(run));
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }
}
