// Where the packed places come from. In Lambda a layer has a module of this name that reads them (../build.mjs makes it); here
// they are packed anew.

export { packPlaces as readPlaces } from './pack.mjs';
