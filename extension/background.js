// Registers and routes, nothing else. The picker holds the native port itself while it is open.

import { route } from './platform/router.js';
import { openPickerWindow } from './platform/tabs.js';

route({ 'open-window': openPickerWindow });
