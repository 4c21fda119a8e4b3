package web

import (
	"time"

	"hilo/app/limits"
	"hilo/app/web/core"
)

// What the routes allow. A fast person stays far below, and so does an office
// behind one address. What guards secrets, mails and bytes has a durable budget
// besides (limits.Limit), which its handler asks.
var (
	perPage     = core.Policy{Flood: limits.Flood{N: 600, Per: time.Minute}}
	perList     = core.Policy{Flood: limits.Flood{N: 600, Per: time.Minute}, Ended: true}
	perStream   = core.Policy{Flood: limits.Flood{N: 300, Per: time.Minute}, Light: true, Stream: true}
	perBlob     = core.Policy{Flood: limits.Flood{N: 3000, Per: time.Minute}, Light: true}
	perPreview  = core.Policy{Flood: limits.Flood{N: 3000, Per: time.Minute}, Light: true, Ended: true}
	perTrial    = core.Policy{Flood: limits.Flood{N: 300, Per: time.Minute}, Light: true, Ended: true, Script: true}
	perVerb     = core.Policy{Flood: limits.Flood{N: 300, Per: time.Minute}, Light: true}
	perText     = core.Policy{Flood: limits.Flood{N: 600, Per: time.Minute}, Typed: true, Text: core.MaxText}
	perLine     = core.Policy{Flood: limits.Flood{N: 300, Per: time.Minute}, Light: true, Typed: true}
	perForm     = core.Policy{Flood: limits.Flood{N: 120, Per: time.Minute}}
	perDraft    = core.Policy{Flood: limits.Flood{N: 300, Per: time.Minute}, Light: true, Script: true}
	perSign     = core.Policy{Flood: limits.Flood{N: 900, Per: time.Minute}, Light: true} // sent by scripts while somebody reads and writes
	perGuess    = core.Policy{Flood: limits.Flood{N: 120, Per: time.Minute}}              // the tries of a challenge are far fewer
	perLikeness = core.Policy{Flood: limits.Flood{N: 60, Per: 30 * time.Second}, Ended: true, Script: true, Text: core.MaxText}
	exempt      = core.Policy{} // it costs nothing, or must be answered at any time
)
