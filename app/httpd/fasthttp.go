package httpd

import (
	"net"
	"slices"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// serve has the server below fiber tell us how its connections are, and gives
// the first of a body its time: that much is read before anybody asks for it.
func (s *Server) serve(below *fasthttp.Server) {
	below.Handler = s.counted(s.named(below.Handler))
	below.KeepHijackedConns = true // TakeOver's closes them
	below.HeaderReceived = func(*fasthttp.RequestHeader) fasthttp.RequestConfig {
		return fasthttp.RequestConfig{ReadTimeout: firstRead, MaxRequestBodySize: firstSize}
	}
	below.ConnState = func(conn net.Conn, now fasthttp.ConnState) {
		if c, ok := conn.(*lingeringConn); ok && now == fasthttp.StateIdle {
			c.allow(0)
			s.crowd.are(c, idle)
		}
	}
}

// named lets a method that nobody knows count as one that no route has: fiber
// would answer it by itself, without our headers.
func (s *Server) named(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		if c, ok := ctx.Conn().(*lingeringConn); ok {
			s.crowd.are(c, served)
		}
		if !slices.Contains(fiber.DefaultMethods, string(ctx.Method())) {
			ctx.Request.Header.SetMethod(fiber.MethodTrace)
		}
		next(ctx)
	}
}
