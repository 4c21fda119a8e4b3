package account

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/files"
	"hilo/app/limits"
	"hilo/app/privacy"
	"hilo/app/web/core"
)

// ShowExport: GET /settings/export: index.html to read, data.json for
// programs, and the files.
func (s *Settings) ShowExport(c *fiber.Ctx) error {
	v := s.CurrentViewer(c)
	c.Set(fiber.HeaderContentType, "application/zip")
	c.Set(fiber.HeaderContentDisposition, files.Disposition("attachment", s.Options.Name+" "+s.Now().UTC().Format(time.DateOnly)+".zip"))
	if c.Method() == fiber.MethodHead {
		return nil
	}
	if err := s.Allow(c, limits.Exports); err != nil {
		c.Response().Header.Del(fiber.HeaderContentDisposition)
		return err
	}
	from, to := io.Pipe()
	go s.pack(v, to)
	c.Context().SetBodyStream(from, -1) // fasthttp closes it
	return nil
}

// pack writes the zip. What fails on the way cuts the answer off, so that the
// browser does not take half of it for the whole.
func (s *Settings) pack(v *core.Viewer, to *io.PipeWriter) {
	defer func() {
		if p := recover(); p != nil {
			slog.Error("export panicked", "panic", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
			to.CloseWithError(errors.New("panic"))
		}
	}()
	out := bufio.NewWriterSize(to, 64<<10)
	away := *v.Localizer
	away.Away = true // it is read anywhere
	v = &core.Viewer{Viewer: v.Viewer, Localizer: &away}
	ctx := context.Background()
	err := s.Exports.Pack(ctx, out, v.Actor, v.Localizer, func(x *privacy.Export, w io.Writer) error {
		return s.exportPage(ctx, x, w, v)
	})
	if err == nil {
		err = out.Flush()
	}
	if err != nil && !errors.Is(err, io.ErrClosedPipe) { // the reader may leave
		slog.Error("export failed", "err", err)
	}
	to.CloseWithError(err)
}
