#!/usr/bin/env pwsh
# Forwards to build.cs, which holds every verb.
Push-Location $PSScriptRoot
try {
    & dotnet run build.cs -- @args
    $code = $LASTEXITCODE
}
finally {
    Pop-Location
}
exit $code
