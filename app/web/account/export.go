package account

import (
	"archive/zip"
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/files"
	"hilo/app/web/core"
)

// export is all that a person may see of their own, on its way into a zip. It
// goes out as it is read: memory stays flat, however much there is.
type export struct {
	*Settings
	ctx    context.Context
	v      *core.Viewer
	zip    *zip.Writer
	unsent []exportDraft // read once: the page, the data and the files tell of the same
}

// ShowExport: GET /settings/export: index.html to read, data.json for
// programs, and the files.
func (s *Settings) ShowExport(c *fiber.Ctx) error {
	v := s.CurrentViewer(c)
	c.Set(fiber.HeaderContentType, "application/zip")
	c.Set(fiber.HeaderContentDisposition, files.Disposition("attachment", s.Options.Name+" "+s.Now().UTC().Format(time.DateOnly)+".zip"))
	if c.Method() == fiber.MethodHead {
		return nil
	}
	if err := s.Allow(c, access.Exports); err != nil {
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
	x := &export{Settings: s, ctx: context.Background(), v: &core.Viewer{Viewer: v.Viewer, Localizer: &away}, zip: zip.NewWriter(out)}
	err := x.all()
	if err == nil {
		err = errors.Join(x.zip.Close(), out.Flush())
	}
	if err != nil && !errors.Is(err, io.ErrClosedPipe) { // the reader may leave
		slog.Error("export failed", "err", err)
	}
	to.CloseWithError(err)
}
