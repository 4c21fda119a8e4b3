package httpd

import (
	"sync/atomic"
	"time"

	"github.com/valyala/fasthttp"

	"hilo/app/metrics"
)

// Route counts what was answered on a line of the table of routes.
type Route struct {
	Method, Path string           // the path with its parameters' names; GET is HEAD too
	Answers      [6]atomic.Uint64 // by the first digit of the status
	Times        *metrics.Times   // until they were made; of all methods of that path
}

// Route begins to count what is answered on a route. All are known before the first request.
func (s *Server) Route(method, path string) *Route {
	r := &Route{Method: method, Path: path}
	for _, other := range s.Routes {
		if other.Path == path {
			r.Times = other.Times
		}
	}
	if r.Times == nil {
		r.Times = metrics.NewTimes(10*time.Millisecond, 100*time.Millisecond, time.Second)
	}
	s.Routes = append(s.Routes, r)
	return r
}

type routeKey struct{}

// Begin says that c is answered on the route.
func (r *Route) Begin(c *fasthttp.RequestCtx) { c.SetUserValue(routeKey{}, r) }

// counted counts the answers of next, whatever became of them above. A stream counts when
// it begins, a file when it is found.
func (s *Server) counted(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	none := s.Route("", "")
	return func(ctx *fasthttp.RequestCtx) {
		began := time.Now()
		next(ctx)
		r, ok := ctx.UserValue(routeKey{}).(*Route)
		if !ok {
			r = none
		}
		r.Answers[min(ctx.Response.StatusCode()/100, 5)].Add(1)
		r.Times.Add(time.Since(began))
	}
}
