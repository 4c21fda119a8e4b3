package httpd

import (
	"fmt"
	"log/slog"
	"runtime/debug"

	"github.com/gofiber/fiber/v2"
)

// Recover turns a panic into a calm page; the process lives on.
func Recover(c *fiber.Ctx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			slog.Error("handler panicked", "route", c.Route().Path, "panic", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
			err = fiber.ErrInternalServerError
		}
	}()
	return c.Next()
}
