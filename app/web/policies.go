package web

import (
	"time"

	"hilo/app/access"
)

// How much text a form brings: a few fields, a script's keys, or people's words,
// which are at most 20,000 characters of up to 12 bytes each on the wire.
const (
	fewFields = 4 << 10
	someKeys  = 64 << 10
	maxText   = 512 << 10
)

// What the routes allow. A fast person stays far below, and so does an office
// behind one address. What guards secrets, mails and bytes has a durable budget
// besides (access.Limit), which its handler asks.
var (
	perPage     = policy{Flood: access.Flood{N: 600, Per: time.Minute}}
	perList     = policy{Flood: access.Flood{N: 600, Per: time.Minute}, ended: true}
	perStream   = policy{Flood: access.Flood{N: 300, Per: time.Minute}, light: true, stream: true}
	perBlob     = policy{Flood: access.Flood{N: 3000, Per: time.Minute}, light: true}
	perPreview  = policy{Flood: access.Flood{N: 3000, Per: time.Minute}, light: true, ended: true}
	perVerb     = policy{Flood: access.Flood{N: 300, Per: time.Minute}, light: true}
	perText     = policy{Flood: access.Flood{N: 600, Per: time.Minute}, typed: true, text: maxText}
	perForm     = policy{Flood: access.Flood{N: 120, Per: time.Minute}}
	perDraft    = policy{Flood: access.Flood{N: 300, Per: time.Minute}, light: true, script: true}
	perSign     = policy{Flood: access.Flood{N: 900, Per: time.Minute}, light: true} // sent by scripts while somebody reads and writes
	perGuess    = policy{Flood: access.Flood{N: 120, Per: time.Minute}}              // the durable ones of access are far smaller
	perLikeness = policy{Flood: access.Flood{N: 60, Per: 30 * time.Second}, ended: true, script: true, text: maxText}
	exempt      = policy{} // it costs nothing, or must be answered at any time
)
