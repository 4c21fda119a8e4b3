package core

import (
	"github.com/gofiber/fiber/v2"

	"hilo/app/files"
)

// How much text a form brings: a few fields, a script's keys, or people's words,
// which are at most 20,000 characters of up to 12 bytes each on the wire.
const (
	FewFields = 4 << 10
	SomeKeys  = 64 << 10
	MaxText   = 512 << 10
)

// textOf is how much text the route of c takes.
func textOf(c *fiber.Ctx) int64 { return max(policyOf(c).Text, FewFields) }

// LargestForm is as much as a form with files may bring.
func LargestForm() int64 { return MaxText + files.Default.Total }

// maxWaste is how much of a form that is over a limit is read on and thrown away,
// so that the browser gets to read our answer.
const maxWaste = 64 << 20

// wasteOf is how much of a form of c that takes such files is. Of who shows nothing of
// who they are, no more than words where their files are not taken.
func wasteOf(c *fiber.Ctx, limits files.Limits, w standing) int64 {
	filesTaken := limits.Count > 0 && spent(c) == nil
	if textOf(c) == MaxText && (filesTaken || !w.stranger()) {
		return maxWaste
	}
	return MaxText
}
