package main

import (
	"os"

	"github.com/labstack/echo/v4"
)

func main() {
	app := echo.New()
	app.GET("/", func(c echo.Context) error { return c.String(200, "Hello from Echo\n") })
	app.Logger.Fatal(app.Start(":" + os.Getenv("PORT")))
}
