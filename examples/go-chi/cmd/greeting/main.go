package main

import (
	"net/http"
	"os"

	"github.com/go-chi/chi/v5"
)

func main() {
	router := chi.NewRouter()
	router.Get("/", func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("Hello from Chi\n")) })
	http.ListenAndServe(":"+os.Getenv("PORT"), router)
}
