plugins { application }

application { mainClass = "com.example.greeting.Greeting" }

java { toolchain { languageVersion = JavaLanguageVersion.of(17) } }

tasks.jar { manifest { attributes("Main-Class" to application.mainClass) } }
