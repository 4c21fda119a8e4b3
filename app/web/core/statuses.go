package core

import (
	"github.com/gofiber/fiber/v2"

	"hilo/app/fault"
)

// statuses is how faults look over HTTP.
var statuses = map[fault.Kind]int{
	fault.Broken:  fiber.StatusInternalServerError,
	fault.Away:    fiber.StatusServiceUnavailable,
	fault.Unknown: fiber.StatusNotFound,
	fault.Nobody:  fiber.StatusUnauthorized,
	fault.Refused: fiber.StatusForbidden,
	fault.Invalid: fiber.StatusUnprocessableEntity,
	fault.Stale:   fiber.StatusConflict,
	fault.TooBig:  fiber.StatusRequestEntityTooLarge,
	fault.TooMany: fiber.StatusTooManyRequests,
}

// titles are the keys of a problem page's heading.
var titles = map[int]string{
	400: "problem.invalid", 401: "problem.nobody", 403: "problem.refused", 404: "problem.unknown", 405: "problem.method", 408: "problem.invalid",
	409: "problem.stale", 413: "problem.too_big", 415: "problem.invalid", 422: "problem.invalid", 429: "problem.too_many", 431: "problem.too_big",
	421: "problem.misdirected", 503: "problem.away", 505: "problem.invalid", 502: "problem.invalid", // fiber's word for a connection that broke before it asked: no trouble of ours
}
