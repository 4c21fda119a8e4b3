package main

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/template/html/v2"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	"github.com/uptrace/bun/driver/sqliteshim"
)

//go:embed plain/*.html
var plainViews embed.FS

// plainTicket and plainEntry are what plain pages show.
type plainTicket struct {
	bun.BaseModel `bun:"table:tickets"`

	Number                      int64
	Subject, Status, PublicLine string
	UpdatedAt                   time.Time
}

type plainEntry struct {
	bun.BaseModel `bun:"table:entries"`

	Seq, AuthorID int64
	Kind, Body    string
	At            time.Time
}

// servePlain is the same pages of the same database as one writes them first: Fiber,
// c.Render and bun, for whoever asks, in one language.
func servePlain(addr, file string) error {
	pool, err := sql.Open(sqliteshim.ShimName, "file:"+file+"?_pragma=query_only(1)&_pragma=cache_size(-16384)")
	if err != nil {
		return err
	}
	pool.SetMaxIdleConns(4)
	d := bun.NewDB(pool, sqlitedialect.New())
	dir, err := fs.Sub(plainViews, "plain")
	if err != nil {
		return err
	}
	app := fiber.New(fiber.Config{DisableStartupMessage: true, Views: html.NewFileSystem(http.FS(dir), ".html")})
	app.Get("/empty", func(c *fiber.Ctx) error { return c.SendString("ok\n") })
	app.Get("/list/:of", func(c *fiber.Ctx) error {
		var rows []plainTicket
		err := d.NewSelect().Model(&rows).Where("requester_id = (SELECT requester_id FROM tickets WHERE number = ?)", c.Params("of")).Order("updated_at DESC").Limit(50).Scan(c.UserContext())
		if err != nil {
			return err
		}
		return c.Render("list", rows)
	})
	app.Get("/t/:number", func(c *fiber.Ctx) error {
		var page struct {
			Ticket  plainTicket
			Entries []plainEntry
		}
		number, err := strconv.ParseInt(c.Params("number"), 10, 64)
		if err == nil {
			err = d.NewSelect().Model(&page.Ticket).Where("number = ?", number).Scan(c.UserContext())
		}
		if err == nil {
			err = d.NewSelect().Model(&page.Entries).Where("ticket = ?", number).Order("seq").Limit(50).Scan(c.UserContext())
		}
		if err != nil {
			return err
		}
		return c.Render("thread", page)
	})
	return app.Listen(addr)
}

// startPlain runs servePlain in a process of its own, whose time is its alone.
func startPlain(ctx context.Context, file string) (addr string, pid int, end func(), err error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", 0, nil, err
	}
	addr = ln.Addr().String()
	ln.Close()
	self, err := os.Executable()
	if err != nil {
		return "", 0, nil, err
	}
	cmd := exec.CommandContext(ctx, self, "plain", addr, file)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return "", 0, nil, err
	}
	end = func() { cmd.Process.Kill(); cmd.Wait() }
	for range 200 {
		if conn, err := net.Dial("tcp", addr); err == nil {
			return addr, cmd.Process.Pid, end, conn.Close()
		}
		time.Sleep(10 * time.Millisecond)
	}
	end()
	return "", 0, nil, errors.New("the plain server does not answer")
}
