package httpd

import (
	"context"
	"net"
	"time"

	"github.com/valyala/fasthttp"

	"hilo/app/metrics"
)

// ServeMetrics answers GET /metrics on ln by write until ctx ends, and refuses all else. One
// scrape is answered after the other: many at once cost people nothing.
func ServeMetrics(ctx context.Context, ln net.Listener, write func(context.Context, *metrics.Text)) error {
	turn := make(chan struct{}, 1)
	server := &fasthttp.Server{
		NoDefaultServerHeader: true, ReadTimeout: 5 * time.Second, WriteTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		MaxRequestBodySize: 1 << 10, Concurrency: 64, CloseOnShutdown: true, Logger: silent{},
		Handler: func(c *fasthttp.RequestCtx) {
			switch {
			case string(c.URI().PathOriginal()) != "/metrics":
				c.Error("there is only /metrics here\n", fasthttp.StatusNotFound)
			case !c.IsGet() && !c.IsHead():
				c.Response.Header.Set(fasthttp.HeaderAllow, "GET, HEAD")
				c.Error("there is only GET here\n", fasthttp.StatusMethodNotAllowed)
			default:
				turn <- struct{}{}
				defer func() { <-turn }()
				t := new(metrics.Text)
				write(ctx, t)
				c.SetContentType("text/plain; version=0.0.4; charset=utf-8")
				c.SetBody(t.Bytes())
			}
		},
	}
	defer context.AfterFunc(ctx, func() { server.Shutdown() })()
	return server.Serve(ln)
}

// silent leaves out what a connection says that is no request.
type silent struct{}

// Printf does nothing.
func (silent) Printf(string, ...any) {}
