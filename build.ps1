#!/usr/bin/env pwsh
# Forwards to build.cs, which holds every verb.
& dotnet run "$PSScriptRoot/build.cs" -- @args
exit $LASTEXITCODE
